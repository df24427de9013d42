import { expect, test } from '@jest/globals';
import {
  labelsLookedAt,
  type LookedAt,
  looksAt,
  looksAtPod,
  looksAtAny,
  tellsPodsApart,
} from '../../../src/domain/policy/looks-at.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';

test.each<[object, LookedAt, LookedAt, boolean]>([
  [{}, [], [], false],
  [{ podLabels: { a: 'b' } }, ['a'], [], true],
  [{ namespaceLabels: { a: 'b', c: '*' } }, [], ['a', 'c'], true],
  [{ workloads: ['Deployment/api'] }, [], [], true],
  [{ when: 'requester.email == "x"' }, [], [], false],
  [{ when: 'pod.node == "x"' }, [], [], true],
  [{ when: 'has(pod.labels.a)' }, 'all', [], true],
  [{ podLabels: { a: 'b' }, when: 'has(pod.labels.c)' }, 'all', [], true],
  [{ when: 'has(ns.labels.a)' }, [], 'all', true],
])(
  'a policy of which one rule has %j looks at labels of pods: %j, of namespaces: %j',
  (match, pods, namespaces, apart) => {
    const [rule] = policyDocument().rules;
    const policy = testPolicy({}, { rules: [rule, { ...rule, name: 'second', match }] });
    expect(looksAt(policy)).toEqual({ podLabels: pods, namespaceLabels: namespaces });
    expect(tellsPodsApart(policy)).toBe(apart);
  },
);

test.each<[object, boolean]>([
  [{}, false],
  [{ podLabels: { a: 'b' } }, false],
  [{ workloads: ['Deployment/api'] }, true],
  [{ when: 'pod.node == "x"' }, true],
  [{ when: 'cluster == "x"' }, false],
])('a policy of which a rule has %j looks at the pod itself: %s', (match, looks) => {
  const [rule] = policyDocument().rules;
  expect(looksAtPod(testPolicy({}, { rules: [rule, { ...rule, name: 'second', match }] }))).toBe(looks);
});

test('the keys of several rules are looked at, each once, and no other label of a pod', () => {
  const [rule] = policyDocument().rules;
  const of = (name: string, podLabels: object) => ({ ...rule, name, match: { podLabels } });
  const policy = testPolicy({}, { rules: [of('a', { app: 'x', tier: 'y' }), of('b', { app: 'z' })] });
  const { podLabels } = looksAt(policy);
  expect(podLabels).toEqual(['app', 'tier']);
  const labels = { app: 'x', role: 'leader' };
  expect(labelsLookedAt(labels, podLabels)).toEqual({ app: 'x' });
  expect(labelsLookedAt(labels, 'all')).toEqual(labels);
  expect(labelsLookedAt(labels, [])).toEqual({});
});

test.each<[LookedAt, boolean]>([
  ['all', true],
  [['a'], true],
  [[], false],
])('%j looks at any: %s', (looked, any) => {
  expect(looksAtAny(looked)).toBe(any);
});
