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
const known = (groups: readonly string[], members: UserGroupMembers | undefined) =>
  knownMembers(mentionsOf(POLICY, groups), members);
const told = { members: { S0SRE: ['U0BOB', 'U0CAROL'], S0ALL: many }, at: 0 };

test('those who are named or in a user group are known, each once', () => {
  expect(known(['on-call', 'sre'], told)).toEqual(['U0ALICE', 'U0BOB', 'U0CAROL']);
});

test('while Slack does not tell, those who are named are', () => {
  expect(known(['on-call', 'sre'], undefined)).toEqual(['U0ALICE', 'U0BOB']);
});

test('those with an address alone, and groups that there are not, are nobody', () => {
  expect(known(['payments', 'constructor'], told)).toEqual([]);
});

test('of a whole company 50 are told', () => {
  expect(known(['company'], told)).toEqual(many.slice(0, 50));
});
