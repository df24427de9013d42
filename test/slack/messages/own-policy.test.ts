import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { checkBlocks } from '../../../src/sandbox/slack/block-rules.ts';
import type { Message } from '../../../src/slack/messages/blocks.ts';
import { ownPolicy } from '../../../src/slack/messages/own-policy.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { ALICE, BOB, CAROL, MALLORY } from '../../helpers/request.ts';
import { hostile } from './hostile.ts';
import { read } from './shown.ts';

const GLASS = { requesters: ['payments'], announce: 'C0SECURITY' };

/** A policy with more rules behind the one of `testPolicy`. */
function withRules(...more: readonly Record<string, unknown>[]): Policy {
  const [first] = policyDocument().rules;
  return testPolicy({}, { rules: [first, ...more.map((each) => ({ ...first, ...each }))] });
}

/** What someone reads, without marks of code. */
const told = (message: Message) => read(message).replaceAll('`', '');

describe('what someone may do', () => {
  test('is all of the rules that are for them, in the order of the policy', () => {
    const policy = withRules(
      {
        name: 'prod',
        match: {
          namespaces: ['prod'],
          podLabels: { tier: 'web*' },
          namespaceLabels: { team: 'shop' },
          workloads: ['Deployment/api-*'],
          when: 'requester.email != ""',
        },
        volumes: true,
        selfApproval: true,
        requireReason: ['ask'],
        approvals: [
          { from: ['sre', 'payments'], count: 2 },
          { from: ['on-call'], count: 1 },
        ],
      },
      { name: 'others', requesters: ['payments'] },
    );
    const text = told(ownPolicy(policy, ALICE, {}));
    expect(text).toMatch(/shop[\s\S]*prod/);
    expect(text).not.toContain('others');
    expect(text).toContain('Where: cluster sandbox, namespaces shop, shop-*');
    expect(text).toContain('With: images busybox, netshoot; profiles general, restricted');
    expect(text).toContain('Approval: 1 of sre\n');
    expect(text).toContain('At most: 15 min in all, 1 min a command');
    expect(text).toContain(
      'Where: every cluster, namespace prod, namespaces with label team=shop, pods with label tier=web*, pods of workload Deployment/api-*, only where requester.email != ""',
    );
    expect(text).toContain('--volumes');
    expect(text).toContain('2 of sre or payments and 1 of on-call, you among them; give a --reason');
    expect(text).toContain('At most 10 of your requests may be open at once, and 5 on one pod.');
  });

  test.each([
    [{ allow: ['ps *'], refuse: ['rm **'] }, [{ from: ['sre'] }], 'Commands: all but rm **'],
    [
      { allow: ['ps *'], review: ['ls'], refuse: ['ps x'], otherwise: 'refuse' },
      [{ from: ['sre'] }],
      'Commands: ps *, ls, and of those never ps x',
    ],
    [{ allow: ['ps *'], review: ['ls'] }, [], 'Commands: ps *, and of those never ls'],
    [{ review: ['ls'], refuse: ['rm'], otherwise: 'allow' }, [], 'Commands: all but rm, ls'],
    [{ otherwise: 'allow' }, [], 'Commands: all\n'],
    [{}, [], 'Commands: none but the first look'],
  ])('commands %j with approvals %j', (commands, approvals, text) => {
    expect(told(ownPolicy(testPolicy({ commands, approvals }), ALICE, {}))).toContain(text);
  });

  test('in an emergency is told to those who may, with the commands that run then', () => {
    const policy = testPolicy({ breakGlass: GLASS, commands: { allow: ['ps *'] } });
    const carols = told(ownPolicy(policy, CAROL, {}));
    expect(carols).toContain('shop (only in an emergency)');
    expect(carols).toContain('1 of sre review it afterwards. Commands then: ps *.');
    expect(carols).not.toContain('Approval:');
    const alices = told(ownPolicy(policy, ALICE, {}));
    expect(alices).toContain('Approval: 1 of sre');
    expect(alices).not.toContain('emergency');
    expect(told(ownPolicy(policy, BOB, {}))).toMatch(
      /Approval: 1 of sre[\s\S]*In an emergency: --break-glass/,
    );
  });

  test('where they say, by the patterns of the rules', () => {
    const policy = withRules(
      { name: 'anywhere', match: {} },
      { name: 'prod', match: { namespaces: ['prod'] } },
    );
    const names = (place: object) => {
      const text = told(ownPolicy(policy, ALICE, place));
      return ['shop', 'anywhere', 'prod'].filter((name) => new RegExp(`^${name}$`, 'm').test(text));
    };
    expect(names({ namespace: 'shop-eu' })).toEqual(['shop', 'anywhere']);
    expect(names({ namespace: 'prod' })).toEqual(['anywhere', 'prod']);
    expect(names({ namespace: 'prod', cluster: 'sandbox' })).toEqual(['anywhere', 'prod']);
    expect(names({ cluster: 'other' })).toEqual(['anywhere', 'prod']);
  });

  test('is nothing for a stranger, who hears of no rule', () => {
    const text = told(ownPolicy(testPolicy(), MALLORY, {}));
    expect(text).toContain('No rule of the policy is for you');
    expect(text).not.toMatch(/shop|busybox|sre/);
    expect(told(ownPolicy(testPolicy(), ALICE, { namespace: 'prod' }))).toContain(
      'No rule of the policy is for you there',
    );
  });
});

test('an admin hears that they may stop everything, and nobody else', () => {
  const policy = testPolicy({}, { admins: ['sre'] });
  expect(told(ownPolicy(policy, BOB, {}))).toContain('You may stop all of Keyhole with /debug freeze.');
  expect(told(ownPolicy(policy, ALICE, {}))).not.toContain('freeze');
});

test('when Slack did not tell who is in a user group, that is said, of the groups that matter alone', () => {
  const [rule] = policyDocument().rules;
  const policy = testPolicy(
    {},
    {
      people: {
        ...policyDocument().people,
        oncall: { slackUserGroup: 'S0ONCALL' },
        other: { slackUserGroup: 'S0OTHER' },
      },
      rules: [
        rule,
        { ...rule, name: 'hidden', requesters: ['oncall'] },
        { ...rule, name: 'open', requesters: ['on-call', 'other'] },
      ],
    },
  );
  const text = told(ownPolicy(policy, ALICE, {}));
  expect(text).toContain('Slack did not tell who is in oncall, so rules for them may be missing here');
  expect(text).not.toContain('hidden');
  expect(text).toContain('open');
  const known = told(ownPolicy(policy, { ...ALICE, userGroups: ['S0ONCALL'] }, {}));
  expect(known).toContain('hidden');
  expect(known).not.toContain('Slack did not tell');
});

test('what is too much for one message is counted, and nothing from between is left out', () => {
  const policy = withRules(
    ...Array.from({ length: 60 }, (_, index) => ({ name: `rule ${index} ${'x'.repeat(30)}`, match: {} })),
  );
  const message = ownPolicy(policy, ALICE, {});
  const text = read(message);
  const shown = [...text.matchAll(/rule (\d+) x/g)].map(([, index]) => Number(index));
  expect(shown).toEqual(shown.map((_, index) => index));
  const left = /(\d+) more rules are for you and too much for one message/.exec(text)?.[1];
  expect(Number(left) + shown.length).toBe(60);
  expect(checkBlocks(message.blocks)).toEqual({ kind: 'accepted' });
});

test('whatever a policy holds, Slack takes it and it pings nobody', () => {
  const policy = testPolicy({ commands: { allow: ['ps'] }, breakGlass: GLASS });
  const [rule] = policy.rules;
  if (!rule) throw new Error('the policy has no rule');
  const names = fc.array(hostile, { minLength: 1, maxLength: 12 });
  const rules = fc.array(
    fc
      .record({
        name: hostile,
        images: names,
        profiles: names,
        patterns: names,
        labels: fc.dictionary(hostile, hostile),
        when: hostile,
      })
      .map(({ name, images, profiles, patterns, labels, when }) => ({
        ...rule,
        name,
        images,
        profiles,
        match: {
          clusters: ['sandbox', ...patterns],
          namespaces: patterns,
          podLabels: labels,
          namespaceLabels: labels,
          workloads: patterns,
          when,
        },
        commands: { allow: patterns, review: patterns, refuse: patterns, otherwise: 'review' as const },
        approvals: [{ from: patterns, count: 2 }],
      })),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(rules, fc.constantFrom(ALICE, BOB, CAROL), (all, person) => {
      const message = ownPolicy({ ...policy, rules: all }, person, { cluster: 'sandbox' });
      expect(checkBlocks(message.blocks)).toEqual({ kind: 'accepted' });
      expect(JSON.stringify(message.blocks)).not.toMatch(/<!(channel|here|everyone)|<@/);
    }),
    { numRuns: 50 },
  );
});
