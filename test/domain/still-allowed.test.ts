import { expect, test } from '@jest/globals';
import { stillAllowed } from '../../src/domain/still-allowed.ts';
import { testPolicy } from '../helpers/policy.ts';
import { after, APPROVED } from '../helpers/request.ts';

const request = after(...APPROVED);
const sentence = (policy = testPolicy(), given = request) => {
  const answer = stillAllowed(policy, given);
  return answer.kind === 'no' ? answer.sentence : 'yes';
};

test('what was approved may start under the same policy', () => {
  expect(sentence()).toBe('yes');
});

test('a record that is not what was reviewed may not', () => {
  const plan = request.plan && {
    ...request.plan,
    runs: [{ title: 'id', text: 'id', argv: ['rm', '-rf', '/'] }],
  };
  expect(sentence(testPolicy(), { ...request, ...(plan && { plan }) })).toContain(
    'not the one that was reviewed',
  );
});

test.each([
  [{ requesters: ['payments'] }, 'no longer allows it'],
  [{ limits: { session: '5m' } }, 'The policy changed'],
  [{ approvals: [{ from: ['sre'], count: 2 }] }, 'The policy changed'],
  [{ name: 'renamed' }, 'The policy changed'],
])('a policy changed by %j refuses', (changes, text) => {
  expect(sentence(testPolicy(changes))).toContain(text);
});

test('an approver who lost the right no longer counts', () => {
  const policy = testPolicy();
  policy.people.sre = { slackUsers: ['U0CAROL'], emails: [] };
  expect(sentence(policy)).toContain('no longer do so');
});
