import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { repeat } from '../../src/runtime/repeating.ts';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

const nothing = () => {};

test('work is done again and again, and not at once', async () => {
  let done = 0;
  const repeating = repeat(async () => void (done += 1), 100, nothing);
  expect(done).toBe(0);
  await jest.advanceTimersByTimeAsync(350);
  expect(done).toBe(3);
  await repeating.stop();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(done).toBe(3);
  expect(jest.getTimerCount()).toBe(0);
});

test('it is never done twice at once, and stopping waits for it', async () => {
  let began = 0;
  let finish = nothing;
  const work = () => {
    began += 1;
    return new Promise<void>((resolve) => {
      finish = resolve;
    });
  };
  const repeating = repeat(work, 100, nothing);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(began).toBe(1);
  let stopped = false;
  const stopping = repeating.stop().then(() => {
    stopped = true;
  });
  await jest.advanceTimersByTimeAsync(0);
  expect(stopped).toBe(false);
  finish();
  await stopping;
  expect(jest.getTimerCount()).toBe(0);
});

test('stopping waits no longer than it is given, and leaves no timer', async () => {
  let finish = nothing;
  const work = () =>
    new Promise<void>((resolve) => {
      finish = resolve;
    });
  const repeating = repeat(work, 100, nothing);
  await jest.advanceTimersByTimeAsync(100);
  const stopping = repeating.stop(500);
  await jest.advanceTimersByTimeAsync(500);
  await stopping;
  expect(jest.getTimerCount()).toBe(0);
  const again = repeating.stop(500);
  finish();
  await again;
  expect(jest.getTimerCount()).toBe(0);
});

test('a failure is told and ends nothing', async () => {
  const told: unknown[] = [];
  const failure = new Error('no');
  const repeating = repeat(
    () => Promise.reject(failure),
    100,
    (error) => void told.push(error),
  );
  await jest.advanceTimersByTimeAsync(200);
  expect(told).toEqual([failure, failure]);
  await repeating.stop();
});
