import { describe, expect, test } from '@jest/globals';
import { believed, namedUserGroups, peopleToday, withUserGroups } from '../../src/requests/people-today.ts';
import type { UserGroupMembers } from '../../src/requests/user-groups.ts';
import { testPolicy } from '../helpers/policy.ts';

const people = (sre: object, payments: object) => ({
  people: { 'on-call': { slackUsers: ['U0ALICE'] }, sre, payments },
});
const NONE = testPolicy();
const ONE = testPolicy({}, people({ slackUserGroup: 'S0SRE' }, { slackUsers: ['U0CAROL'] }));
const TWO = testPolicy({}, people({ slackUserGroup: 'S0SRE' }, { slackUserGroup: 'S0PAYMENTS' }));
const TWICE = testPolicy({}, people({ slackUserGroup: 'S0SRE' }, { slackUserGroup: 'S0SRE' }));

const BOB = { slackId: 'U0BOB', name: 'bob' };
const NOW = 10_000_000;
const told: UserGroupMembers = { members: { S0SRE: ['U0BOB'], S0PAYMENTS: [] }, at: NOW };

test('a policy names each user group once', () => {
  expect([NONE, ONE, TWO, TWICE].map(namedUserGroups)).toEqual([
    [],
    ['S0SRE'],
    ['S0SRE', 'S0PAYMENTS'],
    ['S0SRE'],
  ]);
});

describe('what Slack told is believed', () => {
  test.each([
    [0, true],
    [120_000, true],
    [120_001, false],
    // A clock that was put back must not make it last.
    [-120_001, false],
  ])('%i ms after: %s', (age, is) => {
    expect(believed(told, TWO, NOW + age, 120_000)).toBe(is ? told : undefined);
  });

  test('only when it tells of every group that the policy names by now', () => {
    const ofOne = { members: { S0SRE: ['U0BOB'] }, at: NOW };
    expect(believed(ofOne, ONE, NOW, 1)).toBe(ofOne);
    expect(believed(ofOne, TWO, NOW, 1)).toBeUndefined();
    expect(believed(undefined, ONE, NOW, 1)).toBeUndefined();
  });
});

describe('a person', () => {
  test('is in the groups that the policy names and Slack told them to be in', () => {
    expect(withUserGroups(BOB, TWO, told)).toEqual({ ...BOB, userGroups: ['S0SRE'] });
    expect(withUserGroups({ ...BOB, slackId: 'U0MALLORY' }, TWO, told).userGroups).toEqual([]);
  });

  test.each([
    ['nothing was told', TWO, undefined],
    ['the policy names none', NONE, told],
    // Else they would count as outside of it, and a rule for others could decide.
    ['the policy names one that was not asked about', TWO, { members: { S0SRE: ['U0BOB'] }, at: NOW }],
  ])('keeps no groups of before when %s', (_why, policy, memberships) => {
    expect(withUserGroups({ ...BOB, userGroups: ['S0SRE'] }, policy, memberships)).toEqual(BOB);
  });
});

describe('people of a record, today', () => {
  test('are in the groups of the last two minutes', () => {
    const asked = { ...BOB, userGroups: ['S0PAYMENTS'] };
    const at = (now: number) => peopleToday(told, TWO, now)(asked);
    expect(at(NOW + 120_000)).toEqual({ ...BOB, userGroups: ['S0SRE'] });
    expect(at(NOW + 120_001)).toEqual(BOB);
    expect(peopleToday(undefined, TWO, NOW)(asked)).toEqual(BOB);
  });
});
