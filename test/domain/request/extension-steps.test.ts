import { describe, expect, test } from '@jest/globals';
import { MOST_EXTENSIONS } from '../../../src/domain/request/extension.ts';
import type { Event, Request } from '../../../src/domain/request/request.ts';
import { triggersFor } from '../../../src/domain/request/triggers.ts';
import { testPolicy } from '../../helpers/policy.ts';
import {
  after,
  ALICE,
  andThen,
  ASK,
  ASKED,
  BOB,
  LEASE,
  prepared,
  refusal,
  reviewed,
  STARTS,
  testPlan,
} from '../../helpers/request.ts';

const { command: _none, ...FIRST_LOOK } = ASK;
const SRE = [{ from: ['sre'], count: 1 }];
const MINUTE = 60_000;

function open(
  limits: Record<string, string>,
  also: { reused?: boolean; ask?: typeof FIRST_LOOK } = {},
): Request {
  const { ask = FIRST_LOOK, reused = false } = also;
  const plan = { ...testPlan(testPolicy({ limits }), undefined, ask), reused };
  return after(
    { ...ASKED, ask },
    prepared(undefined, plan),
    { type: 'card-posted' },
    reviewed(BOB, 'approve'),
    ...STARTS,
  );
}

const OPEN = open({ session: '15m', extended: '40m' });
const asks = (needs = SRE): Event => ({ type: 'extension-asked', by: ALICE, needs });
const AT_ONCE = asks([]);
const given = (extension: number): Event => ({ type: 'extended', extension });
const reviews = (extension: number, decision: 'approve' | 'deny'): Event => ({
  type: 'extension-reviewed',
  extension,
  review: { reviewer: BOB, decision, groups: ['sre'], at: 0 },
});
const extendJobs = (request: Request) =>
  triggersFor(request, 5_000).filter(({ job }) => job === 'extend-session');

describe('more time', () => {
  test('counts once the container was told, from the start, and moves what ends the session', () => {
    const asked = andThen(OPEN, AT_ONCE);
    expect(asked.dueAt).toBe(OPEN.dueAt);
    expect(extendJobs(asked)).toHaveLength(1);
    const longer = andThen(asked, given(0));
    expect(longer.dueAt).toBe(1_000 + 30 * MINUTE);
    expect(extendJobs(longer)).toEqual([]);
    expect(refusal(longer, { type: 'due' }, 1_000 + 15 * MINUTE)).toBe('not-due');
    expect(refusal(longer, given(0))).toBe('not-next');
    const longest = andThen(andThen(longer, AT_ONCE), given(1));
    expect(longest.dueAt).toBe(1_000 + 40 * MINUTE);
    expect(refusal(longest, AT_ONCE)).toBe('not-extendable');
  });

  test('waits for the approvals that it takes; a denial ends it, and the next may be asked for', () => {
    const waiting = andThen(OPEN, asks());
    expect(extendJobs(waiting)).toEqual([]);
    expect(refusal(waiting, given(0))).toBe('not-next');
    expect(refusal(waiting, asks())).toBe('asked-already');
    expect(extendJobs(andThen(waiting, reviews(0, 'approve')))).toHaveLength(1);
    const denied = andThen(waiting, reviews(0, 'deny'));
    expect(refusal(denied, reviews(0, 'approve'))).toBe('not-next');
    expect(refusal(denied, given(0))).toBe('not-next');
    expect(refusal(denied, asks())).toBeUndefined();
  });

  test('that could not be given changes no end, and may be asked for again', () => {
    const failed = andThen(andThen(OPEN, AT_ONCE), {
      type: 'extension-failed',
      extension: 0,
      sentence: 'No.',
    });
    expect(failed.dueAt).toBe(OPEN.dueAt);
    expect(extendJobs(failed)).toEqual([]);
    expect(refusal(failed, given(0))).toBe('not-next');
    expect(andThen(andThen(failed, AT_ONCE), given(1)).dueAt).toBe(1_000 + 30 * MINUTE);
  });

  test.each([
    ['without a longest time', open({ session: '15m' })],
    ['that lasts as long as it may', open({ session: '15m', extended: '15m' })],
    ['in a reused container', open({ session: '15m', extended: '40m' }, { reused: true })],
    ['for one command', open({ session: '15m', extended: '40m' }, { ask: ASK })],
  ])('is not there for a session %s', (_which, request) => {
    expect(refusal(request, AT_ONCE)).toBe('not-extendable');
  });

  test('comes too late once the time is over, and after the session', () => {
    const due = 1_000 + 15 * MINUTE;
    const waiting = andThen(OPEN, asks());
    expect(refusal(OPEN, asks(), due)).toBe('too-late');
    expect(refusal(waiting, reviews(0, 'approve'), due)).toBe('too-late');
    expect(refusal(andThen(OPEN, AT_ONCE), given(0), due)).toBe('too-late');
    const over = andThen(waiting, { type: 'ended', outcome: 'completed', lease: LEASE });
    expect(refusal(over, reviews(0, 'approve'))).toBe('wrong-state');
  });

  test('can be asked for so many times and no more', () => {
    let request = OPEN;
    for (let index = 0; index < MOST_EXTENSIONS; index += 1)
      request = andThen(andThen(request, asks()), reviews(index, 'deny'));
    expect(refusal(request, asks())).toBe('not-extendable');
  });
});
