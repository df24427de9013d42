import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Timers } from '../../../src/kubernetes/exec/timers.ts';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test('what is stopped together never happens again', () => {
  const timers = new Timers();
  const acts: string[] = [];
  timers.after(10, () => acts.push('once'));
  timers.after(30, () => acts.push('late'));
  timers.every(10, () => acts.push('again'));
  jest.advanceTimersByTime(25);
  expect(acts).toEqual(['once', 'again', 'again']);
  timers.stop();
  jest.advanceTimersByTime(100);
  expect(acts).toHaveLength(3);
  expect(jest.getTimerCount()).toBe(0);
});

test('one of them can be stopped alone', () => {
  const timers = new Timers();
  const acts: string[] = [];
  clearTimeout(timers.after(10, () => acts.push('first')));
  timers.after(10, () => acts.push('second'));
  jest.advanceTimersByTime(10);
  expect(acts).toEqual(['second']);
});
