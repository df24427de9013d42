import { once } from 'node:events';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { watchSession } from '../../../src/jobs/session/watch-session.ts';
import { createLogger } from '../../../src/logger.ts';

let log: string[];
const logger = createLogger({
  level: 'debug',
  secrets: [],
  destination: { write: (line) => void log.push(line) },
});

beforeEach(() => {
  log = [];
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** A watch that gets these answers, one a second; an error is one that Redis could not give. */
function watching(...answers: readonly (boolean | Error)[]) {
  const isOurs = jest.fn<() => Promise<boolean>>().mockResolvedValue(true);
  for (const answer of answers) {
    if (typeof answer === 'boolean') isOurs.mockResolvedValueOnce(answer);
    else isOurs.mockRejectedValueOnce(answer);
  }
  return { isOurs, watch: watchSession(isOurs, 1_000, logger) };
}

test('is over once the session is not ours any more, not before', async () => {
  const { isOurs, watch } = watching(true, true, false);
  await jest.advanceTimersByTimeAsync(2_999);
  expect([watch.over.aborted, isOurs.mock.calls.length]).toEqual([false, 2]);
  const over = once(watch.over, 'abort');
  await jest.advanceTimersByTimeAsync(1);
  await over;
  watch.stop();
});

test('a look that fails ends nothing: it is logged, and the next one counts', async () => {
  const { watch } = watching(new Error('Redis did not answer.'), false);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(watch.over.aborted).toBe(false);
  expect(log.join('')).toContain('Redis did not answer.');
  await jest.advanceTimersByTimeAsync(1_000);
  expect(watch.over.aborted).toBe(true);
  watch.stop();
});

test('looks never pile up behind one that waits, and go on after it', async () => {
  const slow = Promise.withResolvers<boolean>();
  const { isOurs, watch } = watching();
  isOurs.mockReturnValueOnce(slow.promise);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(isOurs).toHaveBeenCalledTimes(1);
  slow.resolve(true);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(isOurs).toHaveBeenCalledTimes(2);
  watch.stop();
});

test('stopped, it looks no more and leaves no timer behind', async () => {
  const { isOurs, watch } = watching(false);
  watch.stop();
  expect(jest.getTimerCount()).toBe(0);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(isOurs).not.toHaveBeenCalled();
  expect(watch.over.aborted).toBe(false);
});
