import { expect, test } from '@jest/globals';
import { byRights, bySuitability, defaultProfile } from '../../../src/domain/policy/default-profile.ts';
import type { GrantedProfile } from '../../../src/domain/policy/granted-profile.ts';
import { PROFILE_NAMES } from '../../../src/domain/policy/profiles.ts';

const BUILT_IN: readonly GrantedProfile[] = PROFILE_NAMES.map((name) => ({ name, base: name }));
const own = (name: string, base: GrantedProfile['base']): GrantedProfile => ({ name, base, spec: {} });
const allowed = (...names: readonly string[]) => BUILT_IN.filter(({ name }) => names.includes(name));

test("the order is that of rights, and the policy's own come last, in their order", () => {
  const mixed = [own('z', 'restricted'), ...BUILT_IN, own('a', 'general')];
  expect(byRights(mixed).map(({ name }) => name)).toEqual([
    'restricted',
    'baseline',
    'general',
    'netadmin',
    'sysadmin',
    'z',
    'a',
  ]);
});

test.each<[string, { uid?: number } | undefined, readonly GrantedProfile[], string | undefined]>([
  ['no target', undefined, BUILT_IN, 'restricted'],
  ['a target of another user', { uid: 1000 }, BUILT_IN, 'restricted'],
  ['a target that is root', { uid: 0 }, BUILT_IN, 'baseline'],
  ['a target of an unknown user', {}, BUILT_IN, 'baseline'],
  ['root, and nothing else than restricted', { uid: 0 }, allowed('restricted'), 'restricted'],
  ['root, and strong ones besides', { uid: 0 }, allowed('restricted', 'sysadmin', 'netadmin'), 'restricted'],
  ['root, and an own one besides', { uid: 0 }, [...allowed('restricted'), own('p', 'general')], 'restricted'],
  ['root, and only strong ones', { uid: 0 }, allowed('sysadmin', 'netadmin'), 'netadmin'],
  ['root, and an own one', { uid: 0 }, [own('o', 'restricted'), own('p', 'general')], 'p'],
  ['nothing allowed', { uid: 0 }, [], undefined],
])('with %s', (_title, target, profiles, expected) => {
  expect(defaultProfile(profiles, target)?.name).toBe(expected);
});

test('those that do the job come first, each with the fewest rights', () => {
  const names = (target: { uid?: number } | undefined) =>
    bySuitability(BUILT_IN, target).map(({ name }) => name);
  const stronger = ['baseline', 'general', 'netadmin', 'sysadmin'];
  expect(names({ uid: 0 })).toEqual([...stronger, 'restricted']);
  expect(names({ uid: 1000 })).toEqual(['restricted', ...stronger]);
});
