import { describe, expect, test } from '@jest/globals';
import { nextReviewAt } from '../../../src/domain/request/break-glass.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import { triggersFor } from '../../../src/domain/request/triggers.ts';
import {
  after,
  ALICE,
  BOB,
  BROKEN_GLASS,
  CAROL,
  LEASE,
  refusal,
  RUNNING,
  STARTS,
  andThen,
} from '../../helpers/request.ts';

const OVER: Event = { type: 'ended', outcome: 'completed' };
const HOUR = 3_600_000;
const running = after(...BROKEN_GLASS, ...STARTS);
const ended = andThen(running, OVER, 2_000);
const acknowledged = (by = BOB, note?: string): Event => ({
  type: 'acknowledged',
  by,
  ...(note !== undefined && { note }),
});
const REVIEW_ASKED: Event = { type: 'review-asked' };

describe('the review of a broken glass', () => {
  test('is given once, by someone else, when the session is over', () => {
    expect(refusal(running, acknowledged())).toBe('not-over');
    expect(refusal(ended, acknowledged(ALICE))).toBe('wrong-state');
    const secondAccount = { ...ALICE, slackId: 'U0ALICE2' };
    expect(refusal(ended, acknowledged(secondAccount))).toBe('wrong-state');
    const reviewed = andThen(ended, acknowledged(BOB, 'seen'), 3_000);
    expect(reviewed).toMatchObject({
      state: 'ended',
      outcome: 'completed',
      acknowledged: { by: BOB, note: 'seen', at: 3_000 },
    });
    expect(refusal(reviewed, acknowledged(CAROL))).toBe('wrong-state');
  });

  test('is asked for again and again until it is given', () => {
    expect(refusal(running, REVIEW_ASKED, HOUR)).toBe('wrong-state');
    expect(refusal(ended, REVIEW_ASKED, 2_000 + HOUR - 1)).toBe('not-due');
    const once = andThen(ended, REVIEW_ASKED, 2_000 + HOUR);
    expect(once.reviewAskedAt).toBe(2_000 + HOUR);
    expect(refusal(once, REVIEW_ASKED, 2_000 + HOUR)).toBe('not-due');
    const twice = andThen(once, REVIEW_ASKED, 2_000 + 2 * HOUR);
    expect(refusal(andThen(twice, acknowledged()), REVIEW_ASKED, 9 * HOUR)).toBe('not-due');
  });

  test('is of no session that was approved before', () => {
    const usual = andThen(after(...RUNNING), OVER);
    expect(refusal(usual, acknowledged())).toBe('wrong-state');
    expect(refusal(usual, REVIEW_ASKED, 9 * HOUR)).toBe('not-due');
  });

  test.each<[string, readonly Event[], boolean]>([
    ['cancelled before anyone took it up', [{ type: 'cancelled', by: ALICE }], false],
    ['taken up, and ended before the cluster heard of it', [...STARTS.slice(0, 1), OVER], false],
    ['ended with a container that nothing ran in', [...STARTS.slice(0, 2), OVER], true],
    [
      'ended with a command on its way',
      [...STARTS.slice(0, 1), { type: 'run-started', run: 0, lease: LEASE }, OVER],
      true,
    ],
    ['stopped by an admin', [...STARTS, { type: 'ended', outcome: 'stopped', sentence: 'Frozen.' }], true],
  ])('is wanted of what reached the cluster: %s', (_what, events, wanted) => {
    const request = after(...BROKEN_GLASS, ...events);
    expect(nextReviewAt(request) !== undefined).toBe(wanted);
    expect(refusal(request, acknowledged()) === undefined).toBe(wanted);
  });

  test('keeps a job waiting until it is given', () => {
    const jobs = (request = ended) => triggersFor(request, 2_000).map(({ job }) => job);
    const released = andThen(ended, { type: 'released' });
    expect(jobs(released)).toEqual(['update-thread', 'ask-for-review']);
    expect(triggersFor(released, 2_500).at(-1)).toMatchObject({
      key: `ask-for-review-0123456789-${2_000 + HOUR}`,
      delayMs: HOUR - 500,
    });
    expect(jobs(andThen(released, acknowledged()))).toEqual(['update-thread']);
  });
});

test('a container is released once', () => {
  const request = andThen(after(...RUNNING), OVER);
  expect(refusal(andThen(request, { type: 'released' }), { type: 'released' })).toBe('wrong-state');
});
