import { expect, test } from '@jest/globals';
import { isInStep } from '../../src/setup/dependencies.mjs';

const bolt = { version: '5.1.0', integrity: 'sha512-bolt' };
const jest = { version: '30.5.2', integrity: 'sha512-jest', dev: true };
const lock = { packages: { '': { version: '0.1.0' }, 'node_modules/bolt': bolt, 'node_modules/jest': jest } };
const withDev = { dev: true };
const withoutDev = { dev: false };

test('an installation that npm noted in full is in step', () => {
  expect(isInStep(lock, lock, withDev)).toBe(true);
});

test('nothing installed, or cut off before npm noted it, is not', () => {
  expect(isInStep(lock, undefined, withDev)).toBe(false);
});

test('one without development dependencies is in step for what needs none', () => {
  const production = { packages: { 'node_modules/bolt': bolt } };
  expect(isInStep(lock, production, withoutDev)).toBe(true);
  expect(isInStep(lock, production, withDev)).toBe(false);
});

test.each([
  ['version', { ...bolt, version: '5.0.0' }],
  ['checksum', { ...bolt, integrity: 'sha512-other' }],
])('another %s is not in step', (_what, installed) => {
  expect(isInStep(lock, { packages: { ...lock.packages, 'node_modules/bolt': installed } }, withDev)).toBe(
    false,
  );
});

test('a missing package is not in step, unless it is optional as those of other platforms are', () => {
  const other = { version: '1.0.0', optional: true };
  const more = (entry: object) => ({ packages: { ...lock.packages, 'node_modules/other': entry } });
  expect(isInStep(more(other), lock, withDev)).toBe(true);
  expect(isInStep(more({ version: '1.0.0' }), lock, withDev)).toBe(false);
});

test('a checksum that the lock does not name is not asked for', () => {
  const known = { version: '1.0.0', optional: true, integrity: 'sha512-known' };
  const wanted = { packages: { 'node_modules/other': { version: '1.0.0', optional: true } } };
  expect(isInStep(wanted, { packages: { 'node_modules/other': known } }, withDev)).toBe(true);
});
