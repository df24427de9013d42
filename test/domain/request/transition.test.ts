import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { approved } from '../../../src/domain/policy/approval.ts';
import type { Event, Request } from '../../../src/domain/request/request.ts';
import { transition } from '../../../src/domain/request/transition.ts';
import { testPolicy } from '../../helpers/policy.ts';
import {
  after,
  ALICE,
  APPROVED,
  approvedFor,
  ASK,
  ASKED,
  BOB,
  CAROL,
  ID,
  LEASE,
  OVER,
  prepared,
  REPORT,
  reviewed,
  RUNNING,
  testPlan,
} from '../../helpers/request.ts';

const output = { bytes: 3, cutBytes: 0, redactions: 0 };
const exited = { kind: 'exited', code: 0 } as const;
const now = 5_000;

function refusal(request: Request, event: Event) {
  const next = transition(ID, request, event, now);
  return next.kind === 'refused' ? next.code : undefined;
}

describe('transition', () => {
  test('an approval by enough of the right people approves, with a new deadline', () => {
    const request = after(...APPROVED);
    expect(request).toMatchObject({
      state: 'approved',
      version: 4,
      decidedAt: 1_000,
      dueAt: 1_000 + 600_000,
    });
  });

  test('one approval of two leaves it pending, with the first deadline', () => {
    const policy = testPolicy({ approvals: [{ from: ['sre'], count: 2 }] });
    const request = after(ASKED, prepared(policy), reviewed(BOB, 'approve'));
    expect(request).toMatchObject({ state: 'pending', dueAt: 1_000 + 900_000 });
    expect(refusal(request, reviewed(BOB, 'approve'))).toBe('already-reviewed');
    expect(refusal(request, reviewed({ ...CAROL, email: 'BOB@example.com' }, 'approve'))).toBe(
      'already-reviewed',
    );
    expect(after(ASKED, prepared(policy), reviewed(BOB, 'approve'), reviewed(CAROL, 'approve')).state).toBe(
      'approved',
    );
  });

  test('someone who approved may still deny while others are waited for, and then stands there once', () => {
    const policy = testPolicy({ approvals: [{ from: ['sre'], count: 2 }] });
    const request = after(ASKED, prepared(policy), reviewed(BOB, 'approve'), reviewed(BOB, 'deny'));
    expect(request).toMatchObject({ outcome: 'denied', reviews: [{ reviewer: BOB, decision: 'deny' }] });
    expect(request.reviews).toHaveLength(1);
  });

  test('no approvals, written on purpose, approve at once', () => {
    expect(after(ASKED, prepared(testPolicy({ approvals: [] }))).state).toBe('approved');
  });

  test('one denial ends it, also after an approval', () => {
    const policy = testPolicy({ approvals: [{ from: ['sre'], count: 2 }] });
    const request = after(ASKED, prepared(policy), reviewed(BOB, 'approve'), reviewed(CAROL, 'deny'));
    expect(request).toMatchObject({ state: 'ended', outcome: 'denied', released: true });
    expect(request.reviews.map((review) => review.reviewer.name)).toEqual(['Bob', 'Carol']);
    expect(request.dueAt).toBeUndefined();
  });

  test('the requester can cancel until it starts, not after', () => {
    const cancelled = { type: 'cancelled', by: ALICE } as const;
    expect(after(...APPROVED, cancelled)).toMatchObject({ outcome: 'cancelled', endedBy: ALICE });
    expect(refusal(after(...RUNNING), cancelled)).toBe('wrong-state');
  });

  test('a run is written down once, by the one that holds the lease', () => {
    const request = after(...RUNNING);
    expect(refusal(request, { type: 'run-started', run: 0, lease: LEASE })).toBe('not-next');
    expect(refusal(request, { type: 'run-ended', run: 0, lease: 'other', verdict: exited, output })).toBe(
      'not-the-lease',
    );
    const taken = after(...RUNNING, { type: 'starting', lease: 'lease-2' });
    expect(refusal(taken, { type: 'run-ended', run: 0, lease: LEASE, verdict: exited, output })).toBe(
      'not-the-lease',
    );
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
    expect(transition(ID, undefined, reviewed(BOB, 'approve'), now)).toEqual({
      kind: 'refused',
      code: 'missing',
    });
    expect(refusal(after(ASKED), ASKED)).toBe('exists');
  });
});

const lease = fc.constantFrom('a', 'b');
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.constant(prepared()),
  fc.constantFrom<Event>(
    reviewed(BOB, 'approve'),
    reviewed(CAROL, 'deny'),
    { type: 'cancelled', by: ALICE },
    { type: 'released' },
  ),
  fc.constant<Event>({ type: 'due' }),
  fc.constant<Event>({ type: 'refused', sentence: 'no' }),
  lease.map((id): Event => ({ type: 'starting', lease: id })),
  lease.map((id): Event => ({ type: 'container-added', lease: id })),
  lease.map((id): Event => ({ type: 'run-started', run: 0, lease: id })),
  lease.map((id): Event => ({ type: 'active', lease: id })),
  lease.map((id): Event => ({ type: 'container-seen', report: REPORT, lease: id })),
  lease.map((id): Event => ({ type: 'run-ended', run: 0, lease: id, verdict: exited, output })),
  lease.map((id): Event => ({ type: 'ended', outcome: 'completed', lease: id })),
);

describe('whatever happens in whatever order', () => {
  test('nothing runs unapproved, nothing runs twice, and ended stays ended', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.boolean()), { maxLength: 30 }), (events) => {
        let request = after(ASKED);
        let starts = 0;
        for (const [each, late] of events) {
          const next = transition(ID, request, each, late ? now + 3_600_000 : now);
          if (next.kind === 'refused') continue;
          expect(next.request.version).toBe(request.version + 1);
          if (request.state === 'ended') {
            expect({ ...next.request, released: false, version: 0 }).toEqual({
              ...request,
              released: false,
              version: 0,
            });
          }
          if (each.type === 'run-started') {
            starts += 1;
            expect(
              approved(
                next.request.plan?.grant.approvals ?? [{ from: ['x'], count: 1 }],
                next.request.reviews,
              ),
            ).toBe(true);
          }
          request = next.request;
        }
        expect(starts).toBeLessThanOrEqual(1);
        expect(request.state === 'ended').toBe(request.outcome !== undefined);
      }),
      { numRuns: 500 },
    );
  });
});
