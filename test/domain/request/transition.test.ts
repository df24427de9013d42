import { describe, expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import { transition } from '../../../src/domain/request/transition.ts';
import {
  after,
  ALICE,
  APPROVED,
  approvedFor,
  ASK,
  ASKED,
  BOB,
  ID,
  LEASE,
  OVER,
  prepared,
  refusal,
  REPORT,
  reviewed,
  RUNNING,
  testPlan,
} from '../../helpers/request.ts';

describe('transition', () => {
  test('the requester can cancel until it starts, not after', () => {
    const cancelled = { type: 'cancelled', by: ALICE } as const;
    expect(after(...APPROVED, cancelled)).toMatchObject({ outcome: 'cancelled', endedBy: ALICE });
    expect(refusal(after(...RUNNING), cancelled)).toBe('wrong-state');
  });

  test('the end of a session leaves no run open and keeps the container to be released', () => {
    const request = after(...RUNNING, { type: 'ended', outcome: 'timed-out' });
    expect(request).toMatchObject({
      released: false,
      runs: [{ verdict: { kind: 'unknown' }, endedAt: 1_000 }],
    });
    expect(after(...RUNNING, { type: 'ended', outcome: 'timed-out' }, { type: 'released' })).toMatchObject({
      state: 'ended',
      outcome: 'timed-out',
      released: true,
    });
  });

  test('how the container stands is kept, from whoever holds the lease, until the session ends, and once more then', () => {
    const seen = (lease: string) => ({ type: 'container-seen', report: REPORT, lease }) as const;
    const request = after(...RUNNING, seen(LEASE));
    expect(request).toMatchObject({ state: 'active', container: REPORT });
    expect(refusal(after(...RUNNING), seen('other'))).toBe('not-the-lease');
    const ended = after(...RUNNING, seen(LEASE), { type: 'ended', outcome: 'completed' });
    expect(refusal(ended, seen(LEASE))).toBe('wrong-state');
    expect(ended.container).toEqual(REPORT);
    const released: Event = { type: 'released', report: OVER };
    expect(after(...RUNNING, { type: 'ended', outcome: 'completed' }, released).container).toEqual(OVER);
    expect(
      after(...RUNNING, seen(LEASE), { type: 'ended', outcome: 'completed' }, { type: 'released' }),
    ).toMatchObject({ released: true, container: REPORT });
  });

  test('what may be picked instead of a pending request stands beside it', () => {
    const choices = [{ label: 'Use keyhole-abc, which still runs', change: { reuse: 'keyhole-abc' } }];
    const event = { ...prepared(), choices } as Event;
    expect(after(ASKED, event)).toMatchObject({ state: 'pending', choices });
    expect(after(ASKED, prepared())).not.toHaveProperty('choices');
  });

  test('a session in a reused container has its end told, too', () => {
    const { container } = testPlan();
    const reused = [...approvedFor(ASK, { reuse: container }), { type: 'starting', lease: LEASE } as const];
    expect(after(...reused, { type: 'ended', outcome: 'completed' })).toMatchObject({ released: false });
  });

  test.each([
    ['entrypoint', { ...ASK, entrypoint: true as const }, {}, 'which may go on until it ends by itself'],
    ['exec', ASK, { reuse: testPlan().container }, 'until the session that the container belongs to ends'],
  ])(
    'a run that is cut off and that nobody can end (%s) may go on, and that is said',
    (_mode, ask, also, sentence) => {
      const running = RUNNING.slice(APPROVED.length);
      const request = after(...approvedFor(ask, also), ...running, { type: 'ended', outcome: 'completed' });
      expect(request.runs).toMatchObject([
        { verdict: { kind: 'unknown', sentence: expect.stringContaining(sentence) } },
      ]);
    },
  );

  test('time that has not run out ends nothing, and once it has nobody can approve or start', () => {
    const pending = after(ASKED, prepared());
    const late = pending.dueAt ?? 0;
    expect(refusal(pending, { type: 'due' })).toBe('not-due');
    expect(transition(ID, pending, reviewed(BOB, 'approve'), late)).toEqual({
      kind: 'refused',
      code: 'too-late',
    });
    expect(transition(ID, pending, { type: 'due' }, late)).toMatchObject({ request: { outcome: 'expired' } });
    const unused = after(...APPROVED);
    const start = transition(ID, unused, { type: 'starting', lease: LEASE }, unused.dueAt ?? 0);
    expect(start).toEqual({ kind: 'refused', code: 'too-late' });
  });

  test('nothing happens to a request that is not there', () => {
    expect(transition(ID, undefined, reviewed(BOB, 'approve'), 5_000)).toEqual({
      kind: 'refused',
      code: 'missing',
    });
    expect(refusal(after(ASKED), ASKED)).toBe('exists');
  });
});
