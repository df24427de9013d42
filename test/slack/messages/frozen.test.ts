import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Frozen } from '../../../src/domain/request/frozen.ts';
import { checkBlocks } from '../../../src/sandbox/slack/block-rules.ts';
import { frozenAlready, frozenMessage, unfrozenMessage } from '../../../src/slack/messages/frozen.ts';
import { askWhileFrozen, coolingDown, tooManyOpen } from '../../../src/slack/messages/not-taken.ts';
import { BOB, CAROL } from '../../helpers/request.ts';
import { hostile } from './hostile.ts';
import { read } from './shown.ts';

const FROZEN: Frozen = { by: BOB, at: Date.UTC(2026, 10, 22, 3, 0), reason: 'it leaks' };

describe('a freeze', () => {
  test.each([
    [{ stopped: 0, left: 0 }, 'Nothing was open.'],
    [{ stopped: 1, left: 0 }, '1 open request was stopped.'],
    [{ stopped: 3, left: 2 }, '3 open requests were stopped. 2 more could not be reached yet'],
    [{ stopped: 0, left: 2 }, '2 more could not be reached yet'],
    [undefined, 'What is open is being stopped.'],
  ])('says what became of what was open: %j', (stopped, text) => {
    const told = read(frozenMessage(FROZEN, stopped));
    expect(told).toContain(text);
    expect(told).toContain('“it leaks”');
    expect(told).toContain('/debug unfreeze');
  });

  test('is told to whoever asks meanwhile: who, since when and why', () => {
    const told = read(askWhileFrozen(FROZEN));
    expect(told).toMatch(/<@U0BOB> froze it 2026-11-22 03:00 UTC\. They say: “it leaks”\. Ask again/);
  });

  test('needs no reason', () => {
    const { reason: _none, ...bare } = FROZEN;
    expect(read(askWhileFrozen(bare))).not.toContain('They say');
  });

  test('that is taken back says by whom', () => {
    const told = read(unfrozenMessage(CAROL, FROZEN));
    expect(told).toMatch(/<@U0CAROL> unfroze it; <@U0BOB> had frozen it 2026-11-22 03:00 UTC\.\n/);
  });
});

test.each([
  [3, 3600, '3 of your requests were denied within 1 h'],
  [1, 60, 'A request of yours was denied within 1 min'],
])('a cool-down after %j denials says until when', (denials, within, text) => {
  const told = read(coolingDown(Date.UTC(2026, 10, 22, 3, 0), { denials, within, lasts: 900 }));
  expect(told).toContain(text);
  expect(told).toContain('2026-11-22 03:00 UTC');
});

test('who has too many open hears how to end one', () => {
  expect(tooManyOpen(10)).toMatch(/^You have 10 requests open, .*`\/debug end ID`/);
  expect(tooManyOpen(1)).toMatch(/^You have 1 request open, /);
});

test('whatever someone is called or says, Slack takes it and it pings nobody', () => {
  fc.assert(
    fc.property(hostile, hostile, (name, reason) => {
      const by = { slackId: 'U0BOB', name };
      const frozen = { by, at: 0, reason: reason.slice(0, 500) };
      for (const message of [
        frozenMessage(frozen, { stopped: 1, left: 1 }),
        frozenAlready(frozen),
        unfrozenMessage(by, frozen),
        askWhileFrozen(frozen),
      ]) {
        expect(checkBlocks(message.blocks)).toEqual({ kind: 'accepted' });
        expect(JSON.stringify(message.blocks)).not.toMatch(/<!(channel|here|everyone)|<@U1>/);
      }
    }),
    { numRuns: 40 },
  );
});
