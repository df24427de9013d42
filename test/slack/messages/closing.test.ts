import { describe, expect, test } from '@jest/globals';
import type { Request, Run, Verdict } from '../../../src/domain/request/request.ts';
import { closing } from '../../../src/slack/messages/closing.ts';
import { FULL_REQUEST } from './full-request.ts';
import { read } from './shown.ts';

const SENTENCE = 'There is no `nosuchtool` in the image: use another program.';
const run = (verdict: Verdict): Run => ({ title: 'x', argv: [], startedAt: 1, endedAt: 2, verdict });
const text = (also: Partial<Request>) =>
  read(closing({ ...FULL_REQUEST, state: 'ended', outcome: 'failed', endedAt: 2, ...also }));

describe('the last word in a thread', () => {
  test('tells the requester how it ended and why', () => {
    expect(text({ sentence: SENTENCE, runs: [] })).toMatch(
      /^:x: Failed .* UTC\nThere is no.*\n<@U0ALICE>\n\[Ask again\]$/,
    );
  });

  test('does not say again what the message of its run says right above', () => {
    const runs = [run({ kind: 'could-not-start', sentence: SENTENCE })];
    expect(text({ sentence: SENTENCE, runs })).toMatch(/^:x: Failed .* UTC\n<@U0ALICE>\n\[Ask again\]$/);
    const goesOn = 'Keyhole cannot end its process.';
    expect(
      text({
        outcome: 'timed-out',
        sentence: 'The command did not end within its limit; Keyhole cannot end its process.',
        runs: [run({ kind: 'timed-out', afterMs: 1, sentence: goesOn })],
      }),
    ).toMatch(/^:stopwatch: Timed out .* UTC\n<@U0ALICE>\n\[Ask again\]$/);
  });

  test('says what the message of its run does not', () => {
    const runs = [run({ kind: 'timed-out', afterMs: 1 })];
    expect(text({ outcome: 'timed-out', sentence: SENTENCE, runs })).toContain(SENTENCE);
  });

  test('calls on nobody who ended it themselves', () => {
    const bySelf = text({ outcome: 'completed', runs: [], endedBy: FULL_REQUEST.requester });
    expect(bySelf).toMatch(/^:octagonal_sign: Ended early by <@U0ALICE> .* UTC$/);
    const byBob = text({ outcome: 'completed', runs: [], endedBy: { slackId: 'U0BOB', name: 'Bob' } });
    expect(byBob).toMatch(/^:octagonal_sign: Ended early by <@U0BOB> .* UTC\n<@U0ALICE>$/);
  });

  test('is none where the message of the only run says it all', () => {
    expect(
      closing({
        ...FULL_REQUEST,
        state: 'ended',
        outcome: 'completed',
        runs: [run({ kind: 'exited', code: 0 })],
      }),
    ).toBeUndefined();
  });
});
