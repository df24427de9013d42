import { expect, test } from '@jest/globals';
import { answeredTrigger, inquiryTriggers, triggersFor } from '../../../src/domain/request/triggers.ts';
import {
  after,
  ALICE,
  APPROVED,
  approvedFor,
  ASK,
  ASKED,
  BOB,
  BROKEN_GLASS,
  LEASE,
  prepared,
  RUNNING,
  testPlan,
  andThen,
} from '../../helpers/request.ts';

const { command: _none, ...FIRST_LOOK } = ASK;
const jobs = (request: Parameters<typeof triggersFor>[0]) =>
  triggersFor(request, 1_000).map(({ job }) => job);

test.each([
  ['asked', after(ASKED), ['update-thread', 'prepare-request', 'expire-request']],
  ['pending', after(ASKED, prepared()), ['update-thread', 'expire-request', 'remind-reviewers']],
  ['approved', after(...APPROVED), ['update-thread', 'run-session', 'expire-request']],
  [
    'a broken glass that was not announced',
    after(...BROKEN_GLASS.slice(0, -1)),
    ['update-thread', 'expire-request'],
  ],
  ['a broken glass', after(...BROKEN_GLASS), ['update-thread', 'run-session', 'expire-request']],
  ['active', after(...RUNNING), ['update-thread', 'run-session', 'expire-request']],
  [
    'active, open for more commands',
    after(...approvedFor(FIRST_LOOK), ...RUNNING.slice(APPROVED.length), {
      type: 'run-ended',
      run: 0,
      lease: LEASE,
      verdict: { kind: 'exited', code: 0 },
      output: { bytes: 0, cutBytes: 0, redactions: 0 },
    }),
    ['update-thread', 'look-at-session', 'expire-request'],
  ],
  [
    'ended in a session',
    after(...RUNNING, { type: 'ended', outcome: 'completed' }),
    ['update-thread', 'release-session'],
  ],
  [
    'ended in a reused container',
    after(...approvedFor(ASK, { reuse: testPlan().container }), ...RUNNING.slice(APPROVED.length), {
      type: 'ended',
      outcome: 'completed',
    }),
    ['update-thread', 'release-session'],
  ],
  [
    'active with the command as its process',
    after(...approvedFor({ ...ASK, entrypoint: true }), ...RUNNING.slice(APPROVED.length)),
    ['update-thread', 'run-session', 'expire-request'],
  ],
  [
    'active after that process, before it was written down that the session ends with it',
    after(...approvedFor({ ...ASK, entrypoint: true }), ...RUNNING.slice(APPROVED.length), {
      type: 'run-ended',
      run: 0,
      lease: LEASE,
      verdict: { kind: 'exited', code: 0 },
      output: { bytes: 0, cutBytes: 0, redactions: 0 },
    }),
    ['update-thread', 'run-session', 'expire-request'],
  ],
  ['ended before one', after(ASKED, { type: 'refused', sentence: 'no' }), ['update-thread']],
])('%s', (_state, request, wanted) => {
  expect(jobs(request)).toEqual(wanted);
});

test('an open session calls for its worker while a command may run, not while one waits for review', () => {
  const open = after(...approvedFor(FIRST_LOOK), ...RUNNING.slice(APPROVED.length), {
    type: 'run-ended',
    run: 0,
    lease: LEASE,
    verdict: { kind: 'exited', code: 0 },
    output: { bytes: 0, cutBytes: 0, redactions: 0 },
  });
  const asks = (needs: { from: string[]; count: number }[]) =>
    andThen(open, { type: 'run-asked', by: ALICE, command: ASK.command, origin: '1', needs });
  expect(jobs(asks([]))).toContain('run-session');
  const waiting = asks([{ from: ['sre'], count: 1 }]);
  expect(jobs(waiting)).toEqual(['update-thread', 'look-at-session', 'expire-request']);
  const review = { reviewer: BOB, decision: 'approve', groups: ['sre'], at: 0 } as const;
  expect(jobs(andThen(waiting, { type: 'run-reviewed', run: 1, review }))).toContain('run-session');
});

test('a deadline that moved is another job, and keys carry nothing but ids and times', () => {
  const [pending, approved] = [after(ASKED, prepared()), after(...APPROVED)].map((request) =>
    triggersFor(request, 1_000).find(({ job }) => job === 'expire-request'),
  );
  expect(pending).toMatchObject({ key: 'expire-request-0123456789-901000', delayMs: 900_000 });
  expect(approved?.key).not.toBe(pending?.key);
});

test('those who may decide are reminded five minutes before the end, once', () => {
  const reminder = (request: Parameters<typeof triggersFor>[0]) =>
    triggersFor(request, 1_000).find(({ job }) => job === 'remind-reviewers');
  const pending = after(ASKED, prepared());
  expect(reminder(pending)).toMatchObject({ key: 'remind-reviewers-0123456789-601000', delayMs: 600_000 });
  expect(reminder(andThen(pending, { type: 'reminded' }, 601_000))).toBeUndefined();
});

test('an inquiry is answered by a worker, or a timer says that none did; then it is told', () => {
  const inquiry = { id: 'asked1', cluster: 'prod-eu' };
  expect(inquiryTriggers(inquiry)).toEqual([
    { job: 'answer-inquiry', id: 'asked1', cluster: 'prod-eu', key: 'answer-inquiry-asked1', delayMs: 0 },
    {
      job: 'expire-inquiry',
      id: 'asked1',
      cluster: 'prod-eu',
      key: 'expire-inquiry-asked1',
      delayMs: 20_000,
    },
  ]);
  expect(answeredTrigger(inquiry)).toMatchObject({ job: 'tell-inquiry', id: 'asked1', delayMs: 0 });
});
