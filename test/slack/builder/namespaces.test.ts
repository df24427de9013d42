import { describe, expect, test } from '@jest/globals';
import { mayAskIn, namespacesFor } from '../../../src/slack/builder/namespaces.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { ALICE, MALLORY } from '../../helpers/request.ts';

const many = Array.from({ length: 150 }, (_each, index) => `shop-${index}`);
const policy = testPolicy({ match: { namespaces: ['shop', ...many, 'team-*'] } });
const where = { policy, person: ALICE, cluster: 'sandbox', at: 0 };

describe('the namespaces that someone is offered', () => {
  test('begin with the default and others, and are as many as a menu holds', () => {
    const offered = namespacesFor(where, { others: ['team-a', 'bank', 'team-a'] });
    expect(offered.slice(0, 3)).toEqual(['shop', 'team-a', 'shop-0']);
    expect(offered).toHaveLength(100);
    expect(namespacesFor(where, { most: 1 })).toEqual(['shop']);
  });

  test('are those with what was typed in their names, however many come before', () => {
    expect(namespacesFor(where, { typed: '149', others: ['team-149'] })).toEqual(['team-149', 'shop-149']);
  });

  test('are none of whom no rule is for', () => {
    expect(namespacesFor({ ...where, person: MALLORY })).toEqual([]);
  });
});

test('any rule of several that is for someone there will do', () => {
  const [rule] = policyDocument().rules;
  const rules = [
    { ...rule, name: 'elsewhere', match: { namespaces: ['bank'] } },
    { ...rule, name: 'here' },
  ];
  const two = { ...where, policy: testPolicy({}, { rules }) };
  expect(['shop', 'bank', 'team-a'].map((namespace) => mayAskIn(two, namespace))).toEqual([
    true,
    true,
    false,
  ]);
});
