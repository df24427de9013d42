import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { coolDownUntil } from '../../../src/domain/policy/fair-use.ts';

const coolDown = { denials: 3, within: 60, lasts: 10 };

test.each<[readonly number[], number, number | undefined]>([
  [[], 0, undefined],
  [[1_000, 2_000], 3_000, undefined],
  [[1_000, 2_000, 3_000], 3_000, 13_000],
  [[3_000, 1_000, 2_000], 12_999, 13_000],
  [[1_000, 2_000, 3_000], 13_000, undefined],
  [[1_000, 2_000, 61_000], 61_000, 71_000],
  [[1_000, 2_000, 61_001], 61_001, undefined],
  // A fourth one begins the wait anew.
  [[1_000, 2_000, 3_000, 9_000], 14_000, 19_000],
])('denied at %j, someone waits at %d until %s', (times, now, until) => {
  expect(coolDownUntil(times, coolDown, now)).toBe(until);
});

test('after one denial, where that is enough', () => {
  expect(coolDownUntil([5_000], { ...coolDown, denials: 1 }, 6_000)).toBe(15_000);
});

test('one denial more never shortens a wait', () => {
  const times = fc.array(fc.nat(100_000), { maxLength: 8 });
  fc.assert(
    fc.property(times, fc.nat(100_000), fc.nat(110_000), (denied, more, now) => {
      const before = coolDownUntil(denied, coolDown, now) ?? 0;
      expect(coolDownUntil([...denied, more], coolDown, now) ?? 0).toBeGreaterThanOrEqual(before);
    }),
  );
});
