import { describe, expect, test } from '@jest/globals';
import { Backoff } from '../../../src/kubernetes/connection/backoff.ts';
import { TIMING } from '../../../src/kubernetes/timing.ts';

const never = new AbortController().signal;

/** How long so many waits take together, in milliseconds. */
async function taken(waits: number, backoff: Backoff, after = () => {}): Promise<number> {
  const startedAt = performance.now();
  for (let n = 0; n < waits; n += 1) {
    await backoff.pause(never);
    after();
  }
  return performance.now() - startedAt;
}

describe('the waits between attempts', () => {
  test('grow, up to the longest', async () => {
    const backoff = new Backoff({ ...TIMING, retry: 4, longestRetryAfter: 64 });
    // 4 + 8 + 16 + 32 + 64 + 64; a timer may be early by a millisecond.
    expect(await taken(6, backoff)).toBeGreaterThan(180);
    // Waits that went on to double would take 16 s.
    expect(await taken(6, backoff)).toBeLessThan(5_000);
  });

  test('begin anew after a success', async () => {
    const backoff = new Backoff({ ...TIMING, retry: 2, longestRetryAfter: 60_000 });
    expect(await taken(12, backoff, () => backoff.reset())).toBeLessThan(5_000);
  });

  test('are as long as the server asks for, up to the longest, and end with an abort', async () => {
    const failure = {
      kind: 'answered',
      status: 429,
      isStatus: true,
      reason: '',
      message: '',
      name: '',
      causes: [],
    } as const;
    const startedAt = performance.now();
    const backoff = new Backoff({ ...TIMING, retry: 60_000, longestRetryAfter: 60_000 });
    await backoff.pause(never, { ...failure, retryAfterMs: 1 });
    const bounded = new Backoff({ ...TIMING, retry: 1, longestRetryAfter: 1 });
    await bounded.pause(never, { ...failure, retryAfterMs: 60_000 });
    await backoff.pause(AbortSignal.abort(), { ...failure, retryAfterMs: 60_000 });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
