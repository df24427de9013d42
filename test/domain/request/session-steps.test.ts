import { expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import { after, APPROVED, LEASE, refusal, RUNNING, STARTS, andThen } from '../../helpers/request.ts';

const output = { bytes: 3, cutBytes: 0, redactions: 0 };
const exited = { kind: 'exited', code: 0 } as const;
const ended = (lease = LEASE): Event => ({ type: 'run-ended', run: 0, lease, verdict: exited, output });
const RUN: Event = { type: 'run-started', run: 0, lease: LEASE };

test('a run is written down once, by the one that holds the lease', () => {
  const request = after(...RUNNING);
  expect(refusal(request, RUN)).toBe('not-next');
  expect(refusal(request, ended('other'))).toBe('not-the-lease');
  const taken = andThen(request, { type: 'starting', lease: 'lease-2' });
  expect(refusal(taken, ended())).toBe('not-the-lease');
  expect(andThen(request, ended()).runs).toMatchObject([{ verdict: exited, endedAt: 5_000 }]);
  expect(refusal(andThen(request, ended()), ended())).toBe('not-next');
});

test('a run that never reached the cluster may be started later, one that ended may not', () => {
  const withdrawn: Event = { type: 'run-withdrawn', run: 0, lease: LEASE };
  const request = andThen(after(...RUNNING), withdrawn);
  expect(request.runs[0]).not.toHaveProperty('startedAt');
  expect(refusal(request, withdrawn)).toBe('not-next');
  expect(refusal(andThen(andThen(request, RUN), ended()), withdrawn)).toBe('not-next');
});

test.each<[string, readonly Event[]]>([
  ['starting', STARTS.slice(0, 2)],
  ['active', STARTS.filter(({ type }) => type !== 'run-started')],
])(
  'nothing is run once the time of its state is over, however late the timer comes: %s',
  (_state, events) => {
    const request = after(...APPROVED, ...events);
    expect(refusal(request, RUN, (request.dueAt ?? 0) - 1)).toBeUndefined();
    expect(refusal(request, RUN, request.dueAt)).toBe('too-late');
  },
);

test('nothing starts before its card is posted', () => {
  const unseen = after(...APPROVED.filter(({ type }) => type !== 'card-posted'));
  expect(refusal(unseen, { type: 'starting', lease: LEASE })).toBe('wrong-state');
  expect(andThen(andThen(unseen, { type: 'card-posted' }), { type: 'starting', lease: LEASE }).state).toBe(
    'starting',
  );
});
