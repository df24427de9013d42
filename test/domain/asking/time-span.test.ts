import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nearestTimeSpan, readTimeSpan, timeSpanText } from '../../../src/domain/asking/time-span.ts';

test.each([
  ['90s', 90],
  ['15m', 900],
  ['1h', 3600],
  ['1h30m', 5400],
  ['1h1m1s', 3661],
  ['0s', undefined],
  ['', undefined],
  ['90', undefined],
  ['1.5h', undefined],
  ['-5m', undefined],
  ['1m1h', undefined],
  ['1d', undefined],
  ['9999999s', undefined],
])('%j reads %j seconds', (text, seconds) => {
  expect(readTimeSpan(text)).toBe(seconds);
});

test.each([
  ['90', '90s'],
  ['5min', '5m'],
  ['5 minutes', '5m'],
  ['2Hours', '2h'],
  ['30secs', '30s'],
  ['100ms', undefined],
  ['2d', undefined],
  ['0', undefined],
  ['soon', undefined],
])('%j may mean %j', (text, nearest) => {
  expect(nearestTimeSpan(text)).toBe(nearest);
});

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999 }), (seconds) => {
      expect(readTimeSpan(timeSpanText(seconds))).toBe(seconds);
    }),
  );
});
