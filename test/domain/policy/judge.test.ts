import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clusterNamed, judge } from '../../../src/domain/policy/judge.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { policyFrom } from '../../../src/domain/policy/policy.ts';
import { ALICE, MALLORY } from '../../helpers/request.ts';

const question = { requester: ALICE, cluster: 'sandbox', namespace: 'shop', at: 0 };

function sentence(changes: object) {
  const judgement = judge(testPolicy(), { ...question, ...changes });
  return judgement.kind === 'refused' ? judgement.sentence : '';
}

describe('judge', () => {
  test('gives the first image and profile of the rule where none is asked for', () => {
    expect(judge(testPolicy(), question)).toMatchObject({
      kind: 'allowed',
      grant: {
        rule: 'shop',
        image: { alias: 'busybox' },
        profile: { name: 'general', base: 'general' },
        limits: { session: 900, command: 60 },
      },
      profiles: [
        { name: 'general', base: 'general' },
        { name: 'restricted', base: 'restricted' },
      ],
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
    [{ profile: 'genral' }, 'Did you mean general?'],
    [{ profile: 'constructor' }, 'There is no profile constructor'],
    [{ volumes: true }, 'leave out --volumes'],
    [{ timeoutSeconds: 61 }, 'gives each command 1m at the most (--timeout)'],
    [{ durationSeconds: 901 }, 'gives a session 15m at the most (--duration)'],
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

  test.each([
    [{ timeoutSeconds: 5 }, { session: 900, command: 5 }],
    [{ durationSeconds: 30 }, { session: 30, command: 30 }],
    [
      { durationSeconds: 300, timeoutSeconds: 60 },
      { session: 300, command: 60 },
    ],
    [
      { durationSeconds: 900, timeoutSeconds: 60 },
      { session: 900, command: 60 },
    ],
  ])('grants the limits asked for by %j', (asked, limits) => {
    expect(judge(testPolicy(), { ...question, ...asked })).toMatchObject({ grant: { limits } });
  });

  test('gives volumes where the rule does', () => {
    expect(judge(testPolicy({ volumes: true }), { ...question, volumes: true }).kind).toBe('allowed');
  });

  test('goes on to a rule that gives what an earlier one lacks', () => {
    const [rule] = policyDocument().rules;
    const rules = [rule, { ...rule, name: 'long', limits: { session: '2h', command: '10m' } }];
    expect(judge(testPolicy({}, { rules }), { ...question, timeoutSeconds: 600 })).toMatchObject({
      grant: { rule: 'long', limits: { session: 7200, command: 600 } },
    });
  });

  test('a pattern is no regular expression', () => {
    const policy = testPolicy({ match: { clusters: ['sandbox'], namespaces: ['sh.p'] } });
    expect(judge(policy, question).kind).toBe('refused');
  });
});

test('whatever is asked, the answer is a judgement that fits it', () => {
  const policy = testPolicy({ volumes: true });
  const word = fc.oneof(
    fc.constantFrom('shop', 'busybox', 'netshoot', 'general', 'sandbox', '__proto__'),
    fc.string(),
  );
  const anything = fc.record(
    {
      requester: fc.constantFrom(ALICE, MALLORY),
      cluster: word,
      namespace: word,
      image: word,
      profile: word,
      timeoutSeconds: fc.integer(),
      durationSeconds: fc.integer({ min: 1 }),
      volumes: fc.constant(true as const),
      entrypoint: fc.constant(true as const),
      pullPolicy: fc.constantFrom('Always' as const, 'Never' as const),
      at: fc.integer(),
    },
    { requiredKeys: ['requester', 'cluster', 'namespace', 'at'] },
  );
  fc.assert(
    fc.property(anything, (asked) => {
      const judgement = judge(policy, asked);
      if (judgement.kind === 'refused') {
        expect(judgement.sentence).toMatch(/\.$/);
        return;
      }
      const { limits, profile } = judgement.grant;
      expect(limits.command).toBeLessThanOrEqual(limits.session);
      expect(limits.session).toBeLessThanOrEqual(900);
      expect(profile.name).toBe(asked.profile ?? 'general');
    }),
  );
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
