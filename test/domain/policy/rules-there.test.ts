import { expect, test } from '@jest/globals';
import { rulesThere } from '../../../src/domain/policy/rules-there.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { Question } from '../../../src/domain/policy/question.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { ALICE, MALLORY } from '../../helpers/request.ts';

const POD = { name: 'api-0', uid: 'u', node: 'n', owner: 'Deployment api', labels: { tier: 'web' } };
const there = (policy: Policy, question: Partial<Question> = {}) =>
  rulesThere(policy, { requester: ALICE, cluster: 'sandbox', namespace: 'shop', at: 0, ...question }).map(
    ({ name }) => name,
  );

test('a rule is for those whom it names, where it names', () => {
  expect(there(testPolicy())).toEqual(['shop']);
  expect(there(testPolicy(), { namespace: 'shop-2' })).toEqual(['shop']);
  expect(there(testPolicy(), { namespace: 'payments' })).toEqual([]);
  expect(there(testPolicy(), { cluster: 'other' })).toEqual([]);
  expect(there(testPolicy(), { requester: MALLORY })).toEqual([]);
});

test('whatever else is asked for, or still to be said, changes nothing', () => {
  const commands = { refuse: ['rm **'] };
  expect(there(testPolicy({ requireReason: ['ask'], commands }))).toEqual(['shop']);
  expect(there(testPolicy(), { image: 'unheard-of', profile: 'sysadmin', durationSeconds: 99_999 })).toEqual([
    'shop',
  ]);
});

test.each([
  [{ podLabels: { tier: 'web' } }, ['shop'], []],
  [{ workloads: ['Deployment/api'] }, ['shop'], []],
  [{ when: 'pod.name.startsWith("api")' }, ['shop'], []],
])('%j is judged of a pod that is known', (match, fits, other) => {
  const policy = testPolicy({ match });
  const otherPod = { ...POD, name: 'cart-0', owner: 'StatefulSet cart', labels: { tier: 'db' } };
  expect(there(policy)).toEqual(['shop']);
  expect(there(policy, { pod: POD })).toEqual(fits);
  expect(there(policy, { pod: otherPod })).toEqual(other);
});

test('a rule of which it cannot be said whether it is for someone is not', () => {
  const people = { ...policyDocument().people, 'on-call': { slackUserGroup: 'S0ONCALL' } };
  expect(there(testPolicy({}, { people }))).toEqual([]);
  expect(there(testPolicy({}, { people }), { requester: { ...ALICE, userGroups: ['S0ONCALL'] } })).toEqual([
    'shop',
  ]);
});
