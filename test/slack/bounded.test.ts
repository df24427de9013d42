import { describe, expect, jest, test } from '@jest/globals';
import { bounded, withinTime } from '../../src/slack/bounded.ts';

const never = () => new Promise<string>(() => {});

describe('work that has so long', () => {
  test('gives what it gives in time, and leaves no timer', async () => {
    jest.useFakeTimers();
    try {
      expect(await withinTime(Promise.resolve('here'), 1_000)).toBe('here');
      expect(await bounded(Promise.resolve('here'), 1_000, 'code', 'Nothing came.')).toBe('here');
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  test('gives nothing when it takes longer', async () => {
    expect(await withinTime(never(), 5)).toBeUndefined();
    await expect(bounded(never(), 5, 'too-late', 'Nothing came.')).rejects.toMatchObject({
      code: 'too-late',
      message: 'Nothing came. (no answer within 0.005 s)',
    });
  });

  test('fails as it fails', async () => {
    await expect(withinTime(Promise.reject(new Error('away')), 1_000)).rejects.toThrow('away');
    await expect(bounded(Promise.reject(new Error('away')), 1_000, 'code', 'It failed.')).rejects.toThrow(
      'It failed. (away)',
    );
  });
});
