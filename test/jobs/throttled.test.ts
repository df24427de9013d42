import { expect, test } from '@jest/globals';
import { throttled } from '../../src/jobs/throttled.ts';

test('works at once, then no oftener than it may; what comes in between is left out', async () => {
  let now = 0;
  const worked: number[] = [];
  const work = throttled(
    () => now,
    2_000,
    async () => void worked.push(now),
  );
  for (now of [0, 1, 1_999, 2_000, 2_001, 3_999, 9_000]) await work();
  expect(worked).toEqual([0, 2_000, 9_000]);
});

test('a failure is the caller’s to hear', async () => {
  const work = throttled(
    () => 0,
    2_000,
    () => Promise.reject(new Error('no')),
  );
  await expect(work()).rejects.toThrow('no');
});
