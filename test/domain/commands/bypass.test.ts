import { describe, expect, test } from '@jest/globals';
import { readCommand } from '../../../src/domain/asking/command.ts';
import { judgeCommand } from '../../../src/domain/commands/judge-command.ts';
import { TRIES } from './tries/all-tries.ts';
import type { Try } from './tries/tries.ts';

function commandOf(command: Try[0]) {
  if (typeof command !== 'string') return { text: command.join(' '), argv: command };
  const reading = readCommand(command);
  // What is refused before it is judged does not belong in the corpus: it would test nothing here.
  if (reading.kind === 'invalid') throw new Error(`${command}: ${reading.sentence}`);
  return reading.command;
}

describe.each(TRIES)('%s', (_name, { rules, refused, held }) => {
  const tries = [
    ...refused.map(([command, through]) => ({ kind: 'refuse', command, through })),
    ...held.map(([command, through]) => ({ kind: 'review', command, through })),
  ];

  test.each(tries)('$kind, never allow: $command ($through)', ({ kind, command }) => {
    expect(judgeCommand(rules, commandOf(command), { env: false }).kind).toBe(kind);
  });
});

test('the corpus is as large as it says, and no try is in it twice', () => {
  const tries = TRIES.flatMap(([name, { refused, held }]) =>
    [...refused, ...held].map(([command]) => `${name} ${JSON.stringify(command)}`),
  );
  expect(new Set(tries).size).toBe(tries.length);
  expect(tries.length).toBeGreaterThan(350);
});
