import { describe, expect, test } from '@jest/globals';
import { whenDue } from '../../src/domain/due.ts';
import { after, APPROVED, ASKED, prepared, RUNNING } from '../helpers/request.ts';

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
});
