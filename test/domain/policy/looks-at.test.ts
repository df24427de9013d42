import { expect, test } from '@jest/globals';
import { looksAt, tellsPodsApart } from '../../../src/domain/policy/looks-at.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';

test.each<[object, boolean, boolean, boolean]>([
  [{}, false, false, false],
  [{ podLabels: { a: 'b' } }, true, false, true],
  [{ namespaceLabels: { a: 'b' } }, false, true, true],
  [{ workloads: ['Deployment/api'] }, false, false, true],
  [{ when: 'requester.email == "x"' }, false, false, false],
  [{ when: 'pod.node == "x"' }, false, false, true],
  [{ when: 'has(pod.labels.a)' }, true, false, true],
  [{ when: 'has(ns.labels.a)' }, false, true, true],
])(
  'a policy of which one rule has %j looks at labels of pods: %j, of namespaces: %j',
  (match, pods, namespaces, apart) => {
    const [rule] = policyDocument().rules;
    const policy = testPolicy({}, { rules: [rule, { ...rule, name: 'second', match }] });
    expect(looksAt(policy)).toEqual({ podLabels: pods, namespaceLabels: namespaces });
    expect(tellsPodsApart(policy)).toBe(apart);
  },
);
