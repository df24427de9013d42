import { expect, test } from '@jest/globals';
import { createLogger } from '../src/logger.ts';

test('what Redis refused is logged without the command, which holds a record or the password', () => {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'info',
    secrets: [],
    destination: { write: (line) => void lines.push(line) },
  });
  // As ioredis makes it.
  const refused = Object.assign(new Error('OOM command not allowed'), {
    command: { name: 'eval', args: ['the whole record'] },
  });
  logger.error({ err: refused }, 'refused');
  logger.error({ err: new Error('away', { cause: refused }) }, 'away');
  expect(lines.join('')).not.toContain('the whole record');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ err: expect.objectContaining({ message: 'OOM command not allowed' }) }),
    expect.objectContaining({ err: expect.objectContaining({ message: 'away: OOM command not allowed' }) }),
  ]);
});

test('a secret is masked wherever it stands in a line, also inside an error', () => {
  const lines: string[] = [];
  const secret = 'xoxb-a-secret-token';
  const logger = createLogger({
    level: 'info',
    secrets: [secret],
    destination: { write: (line) => void lines.push(line) },
  });
  logger.error({ err: new Error(`failed with ${secret}`), nested: { deep: [secret] } }, `token ${secret}`);
  expect(lines.join('')).not.toContain(secret);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', msg: 'token [secret]' });
});
