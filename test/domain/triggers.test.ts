import { expect, test } from '@jest/globals';
import { triggersFor } from '../../src/domain/triggers.ts';
import { after, APPROVED, ASKED, prepared, RUNNING } from '../helpers/request.ts';

const jobs = (request: Parameters<typeof triggersFor>[0]) =>
  triggersFor(request, 1_000).map(({ job }) => job);

test.each([
  ['asked', after(ASKED), ['update-thread', 'prepare-request', 'expire-request']],
  ['pending', after(ASKED, prepared()), ['update-thread', 'expire-request']],
  ['approved', after(...APPROVED), ['update-thread', 'run-session', 'expire-request']],
  ['active', after(...RUNNING), ['update-thread', 'run-session', 'expire-request']],
  [
    'ended in a session',
    after(...RUNNING, { type: 'ended', outcome: 'completed' }),
    ['update-thread', 'release-session'],
  ],
  ['ended before one', after(ASKED, { type: 'refused', sentence: 'no' }), ['update-thread']],
])('%s', (_state, request, wanted) => {
  expect(jobs(request)).toEqual(wanted);
});

test('a deadline that moved is another job, and keys carry nothing but ids and times', () => {
  const [pending, approved] = [after(ASKED, prepared()), after(...APPROVED)].map((request) =>
    triggersFor(request, 1_000).find(({ job }) => job === 'expire-request'),
  );
  expect(pending).toMatchObject({ key: 'expire-request-0123456789-901000', delayMs: 900_000 });
  expect(approved?.key).not.toBe(pending?.key);
});
