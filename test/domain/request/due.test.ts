import { describe, expect, test } from '@jest/globals';
import { whenDue } from '../../../src/domain/request/due.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import {
  after,
  APPROVED,
  approvedFor,
  ASK,
  ASKED,
  BROKEN_GLASS,
  brokenGlassPlan,
  prepared,
  RUNNING,
  testPlan,
} from '../../helpers/request.ts';

describe('whenDue', () => {
  test('nothing before its time, and nothing once ended', () => {
    const request = after(ASKED, prepared());
    expect(whenDue(request, (request.dueAt ?? 0) - 1)).toBeUndefined();
    expect(
      whenDue(after(ASKED, { type: 'refused', sentence: 'no' }), Number.MAX_SAFE_INTEGER),
    ).toBeUndefined();
  });

  test.each([
    ['asked', after(ASKED), { outcome: 'failed' }],
    ['pending', after(ASKED, prepared()), { outcome: 'expired' }],
    ['approved', after(...APPROVED), { outcome: 'expired' }],
    ['starting', after(...APPROVED, { type: 'starting', lease: 'l' }), { outcome: 'failed' }],
    ['active with a run under way', after(...RUNNING), { outcome: 'timed-out' }],
    [
      'active and idle',
      after(...RUNNING, {
        type: 'run-ended',
        run: 0,
        lease: 'lease-1',
        verdict: { kind: 'exited', code: 0 },
        output: { bytes: 0, cutBytes: 0, redactions: 0 },
      }),
      { outcome: 'completed' },
    ],
  ])('%s', (_state, request, event) => {
    expect(whenDue(request, request.dueAt ?? 0)).toMatchObject({
      ...event,
      sentence: expect.stringMatching(/\.$/),
    });
  });

  const entrypoint = { ...ASK, entrypoint: true as const };
  const running = RUNNING.slice(APPROVED.length);
  test.each([
    [
      'active',
      after(...approvedFor(entrypoint), ...running),
      'Keyhole cannot end its process, which may go on until it ends by itself or the pod is replaced.',
    ],
    [
      'starting',
      after(
        ...approvedFor(entrypoint),
        { type: 'starting', lease: 'l' },
        { type: 'run-started', run: 0, lease: 'l' },
      ),
      'If it starts later, its command runs all the same.',
    ],
    [
      'active in a reused container',
      after(...approvedFor(ASK, { reuse: testPlan().container }), ...running),
      'it may go on until the session that the container belongs to ends.',
    ],
  ])(
    'what Keyhole lets go of and cannot end may go on, and that is said: %s',
    (_state, request, sentence) => {
      expect(whenDue(request, request.dueAt ?? 0)?.sentence).toContain(sentence);
    },
  );

  test('a command that ends with its container is not said to go on', () => {
    const request = after(...RUNNING);
    expect(whenDue(request, request.dueAt ?? 0)?.sentence).toBe(
      'The session reached its time limit while a command was running.',
    );
  });

  const glass = prepared(undefined, brokenGlassPlan());
  test.each<[string, Request, string]>([
    ['approved', after(...APPROVED), 'It was approved, but no worker'],
    [
      'free of approvals',
      after(ASKED, prepared(testPolicy({ approvals: [] })), { type: 'card-posted' }),
      'It needed no approval, but no worker',
    ],
    ['a broken glass', after(...BROKEN_GLASS), 'It needed no approval, but no worker'],
    ['a broken glass without a card', after(ASKED, glass), 'Its card could not be posted'],
    [
      'a broken glass that was not announced',
      after(ASKED, glass, { type: 'card-posted' }),
      'It could not be announced in the channel C0SECURITY in time',
    ],
  ])('what never started says why: %s', (_what, request, sentence) => {
    const ending = whenDue(request, request.dueAt ?? 0);
    expect(ending).toMatchObject({ outcome: 'expired', sentence: expect.stringContaining(sentence) });
  });
});
