import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type Throttled, throttled } from '../../../src/jobs/session/throttled.ts';

let done: number[];
let failures: unknown[];
let failing: boolean;
let tail: Throttled;

beforeEach(() => {
  jest.useFakeTimers({ now: 10_000 });
  done = [];
  failures = [];
  failing = false;
  tail = throttled({
    everyMs: 2_000,
    now: () => Date.now(),
    work: async () => {
      if (failing) throw new Error('no');
      done.push(Date.now());
    },
    failed: (error) => failures.push(error),
  });
});

afterEach(() => {
  tail.stop();
  jest.useRealTimers();
});

test('at once the first time, then once for all wishes of two seconds, the last one among them', async () => {
  await tail.wanted();
  await tail.wanted();
  await jest.advanceTimersByTimeAsync(500);
  await tail.wanted();
  expect(done).toEqual([10_000]);
  await jest.advanceTimersByTimeAsync(1_500);
  expect(done).toEqual([10_000, 12_000]);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(done).toHaveLength(2);
  await tail.wanted();
  expect(done).toEqual([10_000, 12_000, 22_000]);
});

test('nothing more once it is stopped', async () => {
  await tail.wanted();
  await tail.wanted();
  tail.stop();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(done).toEqual([10_000]);
});

test('a delayed failure is told, an immediate one thrown', async () => {
  await tail.wanted();
  failing = true;
  await tail.wanted();
  await jest.advanceTimersByTimeAsync(2_000);
  expect(failures).toEqual([expect.objectContaining({ message: 'no' })]);
  await jest.advanceTimersByTimeAsync(2_000);
  await expect(tail.wanted()).rejects.toThrow('no');
});
