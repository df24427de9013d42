import { expect, test } from '@jest/globals';
import { mayFreeze } from '../../../src/domain/policy/admins.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, BOB } from '../../helpers/request.ts';

const people = { 'on-call': { slackUsers: ['U0ALICE'] }, sre: { slackUserGroup: 'S0SRE' } };

test('only admins may freeze Keyhole', () => {
  const policy = testPolicy({}, { people, admins: ['on-call', 'sre'] });
  expect(mayFreeze(policy, ALICE)).toEqual({ kind: 'may' });
  expect(mayFreeze(policy, { ...BOB, userGroups: ['S0SRE'] })).toEqual({ kind: 'may' });
  expect(mayFreeze(policy, { ...BOB, userGroups: [] })).toEqual({
    kind: 'may-not',
    sentence: 'Only on-call or sre may freeze Keyhole, and you are not among them.',
  });
  expect(mayFreeze(policy, BOB)).toEqual({
    kind: 'may-not',
    sentence: 'Slack did not tell who is in sre: try again in a minute.',
  });
});

test('without admins nobody may', () => {
  expect(mayFreeze(testPolicy(), BOB)).toEqual({
    kind: 'may-not',
    sentence: expect.stringContaining('names no admins'),
  });
});
