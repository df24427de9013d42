import { expect, test } from '@jest/globals';
import { duration, size } from '../../src/domain/quantities.ts';

test.each([
  [0, '0 ms'],
  [850, '850 ms'],
  [1_449, '1.4 s'],
  [60_000, '1 min'],
  [900_000, '15 min'],
  [9_000_000, '2 h 30 min'],
  [7_200_000, '2 h'],
])('%d ms reads %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [1_234_567, '1.2 MB'],
  [5e15, '5000 TB'],
])('%d bytes read %s', (bytes, text) => {
  expect(size(bytes)).toBe(text);
});
