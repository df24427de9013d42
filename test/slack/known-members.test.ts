import { expect, test } from '@jest/globals';
import { mentionsOf } from '../../src/domain/policy/people.ts';
import type { UserGroupMembers } from '../../src/requests/user-groups.ts';
import { knownMembers } from '../../src/slack/known-members.ts';
import { testPolicy } from '../helpers/policy.ts';

const many = Array.from({ length: 60 }, (_, at) => `U${at}`);
const POLICY = testPolicy(
  {},
  {
    people: {
      'on-call': { slackUsers: ['U0ALICE', 'U0BOB'] },
      sre: { slackUsers: ['U0BOB'], slackUserGroup: 'S0SRE', emails: ['*@sre.example.com'] },
      payments: { emails: ['*@payments.example.com'] },
      company: { slackUserGroup: 'S0ALL' },
    },
  },
);
const members = (groups: readonly string[], given: UserGroupMembers | undefined) =>
  knownMembers(mentionsOf(POLICY, groups), async () => given);
const known = async (groups: readonly string[], given: UserGroupMembers | undefined) =>
  (await members(groups, given)).known;
const told = { members: { S0SRE: ['U0BOB', 'U0CAROL'], S0ALL: many }, at: 0 };

test('those who are named or in a user group are known, each once', async () => {
  expect(await known(['on-call', 'sre'], told)).toEqual(['U0ALICE', 'U0BOB', 'U0CAROL']);
});

test('while Slack does not tell, those who are named are', async () => {
  expect(await known(['on-call', 'sre'], undefined)).toEqual(['U0ALICE', 'U0BOB']);
});

test('those with an address alone, and groups that there are not, are nobody', async () => {
  expect(await known(['payments', 'constructor'], told)).toEqual([]);
});

test('of a whole company 50 are told', async () => {
  expect(await known(['company'], told)).toEqual(many.slice(0, 50));
});

test('whether all are known is told: Slack must have told of each user group that is called on', async () => {
  const whole = async (groups: readonly string[], given: UserGroupMembers | undefined) =>
    (await members(groups, given)).isWhole;
  expect(await whole(['sre', 'company'], told)).toBe(true);
  expect(await whole(['sre'], undefined)).toBe(false);
  expect(await whole(['sre', 'company'], { members: { S0SRE: [] }, at: 0 })).toBe(false);
});

test('Slack is not asked where no user group is called on', async () => {
  const asked = knownMembers(mentionsOf(POLICY, ['on-call']), () => Promise.reject(new Error('asked')));
  expect(await asked).toEqual({ known: ['U0ALICE', 'U0BOB'], isWhole: true });
});
