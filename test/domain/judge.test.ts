import { describe, expect, test } from '@jest/globals';
import { clusterNamed, judge } from '../../src/domain/judge.ts';
import { policyDocument, testPolicy } from '../helpers/policy.ts';
import { policyFrom } from '../../src/domain/policy.ts';
import { ALICE, MALLORY } from '../helpers/request.ts';

const question = { requester: ALICE, cluster: 'sandbox', namespace: 'shop' };

function sentence(changes: object) {
  const judgement = judge(testPolicy(), { ...question, ...changes });
  return judgement.kind === 'refused' ? judgement.sentence : '';
}

describe('judge', () => {
  test('gives the first image and profile of the rule where none is asked for', () => {
    expect(judge(testPolicy(), question)).toMatchObject({
      kind: 'allowed',
      grant: { rule: 'shop', image: { alias: 'busybox' }, profile: 'general' },
    });
  });

  test('takes an image by its alias or whole reference', () => {
    for (const image of ['netshoot', 'docker.io/nicolaka/netshoot']) {
      expect(judge(testPolicy(), { ...question, image })).toMatchObject({
        grant: { image: { alias: 'netshoot' } },
      });
    }
  });

  test.each([
    [{ requester: MALLORY }, 'is for requests by on-call'],
    [{ namespace: 'kube-system' }, 'is for the namespaces shop, shop-*'],
    [{ cluster: 'prod' }, 'is for the cluster sandbox'],
    [{ profile: 'sysadmin' }, 'allows the profiles general, restricted'],
    [{ profile: 'legacy' }, 'There is no profile legacy'],
    [{ image: 'busybx' }, 'Did you mean busybox?'],
    [{ image: '__proto__' }, 'is not in the policy'],
  ])('refuses %j and names what is lacking', (changes, text) => {
    expect(sentence(changes)).toContain(text);
  });

  test('decides by the first rule that fits', () => {
    const document = policyDocument();
    const [rule] = document.rules;
    const reading = policyFrom({
      ...document,
      rules: [
        { ...rule, name: 'others', requesters: ['sre'] },
        { ...rule, name: 'mine' },
        { ...rule, name: 'later' },
      ],
    });
    if (reading.kind === 'invalid') throw new Error('policy');
    expect(judge(reading.policy, question)).toMatchObject({ grant: { rule: 'mine' } });
  });

  test('a pattern is no regular expression', () => {
    const policy = testPolicy({ match: { clusters: ['sandbox'], namespaces: ['sh.p'] } });
    expect(judge(policy, question).kind).toBe('refused');
  });
});

describe('clusterNamed', () => {
  test('takes a name, an alias, or the only one there is', () => {
    const policy = testPolicy();
    expect([
      clusterNamed(policy, 'sandbox'),
      clusterNamed(policy, 'dev'),
      clusterNamed(policy, undefined),
    ]).toEqual(['sandbox', 'sandbox', 'sandbox']);
    expect(clusterNamed(policy, 'constructor')).toBeUndefined();
    const two = {
      ...policy,
      clusters: { ...policy.clusters, other: { aliases: [], defaultNamespace: 'x' } },
    };
    expect(clusterNamed(two, undefined)).toBeUndefined();
  });
});
