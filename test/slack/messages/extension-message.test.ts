import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Extension } from '../../../src/domain/request/extension.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { checkBlocks } from '../../../src/sandbox/slack/block-rules.ts';
import { cardButtons } from '../../../src/slack/messages/card-buttons.ts';
import { extensionMessage } from '../../../src/slack/messages/extension-message.ts';
import { belowRun } from '../../../src/slack/messages/run-buttons.ts';
import { testPolicy } from '../../helpers/policy.ts';
import {
  after,
  ALICE,
  ASK,
  ASKED,
  BOB,
  ID,
  prepared,
  reviewed,
  STARTS,
  testPlan,
} from '../../helpers/request.ts';
import { hostile } from './hostile.ts';
import { shown } from './shown.ts';

const { command: _none, ...ask } = ASK;
const plan = testPlan(testPolicy({ limits: { session: '15m', extended: '40m' } }), ID, ask);
const OPEN: Request = after(
  { ...ASKED, ask },
  prepared(undefined, plan),
  { type: 'card-posted' },
  reviewed(BOB, 'approve'),
  ...STARTS,
);
const approval = { reviewer: BOB, decision: 'approve', groups: ['sre'], at: 0 } as const;
const WAITS: Extension = { by: ALICE, askedAt: 0, needs: [{ from: ['sre'], count: 1 }], reviews: [] };
const APPROVED: Extension = { ...WAITS, reviews: [approval], decision: 'approved' };

const withOne = (extension: Extension, also: Partial<Request> = {}) => ({
  ...OPEN,
  extensions: [extension],
  ...also,
});

test.each<[string, Request, RegExp]>([
  [
    'that waits',
    withOne(WAITS),
    /<@U0ALICE> wants the session to last longer: 30 min in all[^]*0 of 1 approval from sre/,
  ],
  ['that was approved', withOne(APPROVED), /the container is told[^]*approved by <@U0BOB>/],
  [
    'that counts',
    withOne({ ...APPROVED, lasts: 1_800 }),
    /lasts until[^]*30 min in all[^]*approved by <@U0BOB>/,
  ],
  ['that was denied', withOne({ ...WAITS, decision: 'denied' }), /more time, denied/],
  [
    'that failed',
    withOne({ ...APPROVED, sentence: 'The pod is gone.' }),
    /the old time holds. The pod is gone./,
  ],
  ['of a session that ended', withOne(WAITS, { state: 'ended' }), /never given: the session ended before/],
])('more time %s says so, as Slack takes it', (_which, request, text) => {
  const message = extensionMessage(request, 0);
  expect(message && shown(message)).toMatch(text);
  expect(checkBlocks(message?.blocks ?? [])).toEqual({ kind: 'accepted' });
  const waits = text.source.includes('wants');
  expect(JSON.stringify(message).includes(`"value":"${ID} x0"`)).toBe(waits);
});

test('whatever a cluster says of the failure, Slack takes it, and it mentions nobody', () => {
  fc.assert(
    fc.property(hostile, (sentence) => {
      const message = extensionMessage(withOne({ ...APPROVED, sentence }), 0);
      expect(checkBlocks(message?.blocks ?? [])).toEqual({ kind: 'accepted' });
      expect(shown(message)).not.toMatch(/<!(?:channel|here)|<@U1>/);
    }),
  );
});

test('Extend stands beside End session only while it does something', () => {
  const offers = (request: Request) =>
    [cardButtons(request, plan), belowRun({ ...request, runs: request.runs.map(ran) }, 0)].map((blocks) =>
      JSON.stringify(blocks).includes('keyhole-extend'),
    );
  const ran = (run: Request['runs'][number]) => ({ ...run, endedAt: 2_000 });
  expect(offers(OPEN)).toEqual([true, true]);
  expect(offers(withOne(WAITS))).toEqual([false, false]);
  expect(offers(withOne({ ...APPROVED, lasts: 1_800 }))).toEqual([true, true]);
  expect(offers(withOne({ ...APPROVED, lasts: 2_400 }))).toEqual([false, false]);
  expect(offers({ ...OPEN, state: 'starting' })).toEqual([false, false]);
});
