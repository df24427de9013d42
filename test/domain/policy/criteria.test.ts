import { describe, expect, test } from '@jest/globals';
import { criteriaOf } from '../../../src/domain/policy/criteria.ts';
import { CRITERIA, type Criterion } from '../../../src/domain/policy/criterion.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { Question } from '../../../src/domain/policy/question.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, BOB, MALLORY } from '../../helpers/request.ts';

const question: Question = { requester: ALICE, cluster: 'sandbox', namespace: 'shop', at: 0 };
const pod = { name: 'api-1', uid: 'u', node: 'node1', owner: 'Deployment api' };

function readings(policy: Policy, changes: Partial<Question> = {}) {
  const [rule] = policy.rules;
  if (!rule) throw new Error('no rule');
  return criteriaOf(policy, rule, { ...question, ...changes });
}

function reading(name: Criterion['name'], policy: Policy, changes: Partial<Question> = {}) {
  return readings(policy, changes).find((each) => each.name === name)?.reading;
}

const matching = (match: object) => testPolicy({ match: { clusters: ['sandbox'], ...match } });

test('only what the rule or the question says something of is listed, in the order of judging', () => {
  const bare = readings(testPolicy()).map(({ name }) => name);
  expect(bare).toEqual(['cluster', 'namespace', 'requester', 'image', 'profile']);
  const policy = testPolicy({
    match: { podLabels: { a: 'b' }, namespaceLabels: { a: 'b' }, workloads: ['Job/*'], when: 'true' },
    commands: { otherwise: 'allow' },
    breakGlass: { requesters: ['on-call'], announce: 'C0SEC' },
  });
  const all = readings(policy, {
    entrypoint: true,
    pullPolicy: 'Always',
    volumes: true,
    timeoutSeconds: 1,
    durationSeconds: 1,
    breakGlass: true,
  }).map(({ name }) => name);
  expect(all).toEqual(CRITERIA.filter((name) => name !== 'requester'));
});

describe('what a rule says of the pod', () => {
  test.each<[string, object, Criterion['name']]>([
    ['pod labels', { podLabels: { tier: 'web' } }, 'pod labels'],
    ['namespace labels', { namespaceLabels: { env: 'prod' } }, 'namespace labels'],
    ['workloads', { workloads: ['Deployment/other'] }, 'workload'],
    ['a condition on the pod', { when: 'pod.node == "elsewhere"' }, 'when'],
    ['a condition on the namespace', { when: 'ns.labels.env == "prod"' }, 'when'],
  ])('is taken to fit before the pod is known, and judged with it: %s', (_title, match, name) => {
    expect(reading(name, matching(match))).toEqual({ kind: 'fits' });
    const known = { ...pod, labels: {}, namespaceLabels: { env: 'dev' } };
    expect(reading(name, matching(match), { pod: known })?.kind).toBe('lacks');
  });

  test.each<[object, Criterion['name']]>([
    [{ podLabels: { tier: '*' } }, 'pod labels'],
    [{ namespaceLabels: { tier: '*' } }, 'namespace labels'],
    [{ when: 'has(pod.labels.tier) || true' }, 'when'],
    [{ when: 'has(ns.labels.tier) || true' }, 'when'],
  ])('cannot be said where nobody looked at the labels: %j', (match, name) => {
    expect(reading(name, matching(match), { pod })).toEqual({
      kind: 'unknown',
      sentence: expect.stringContaining('nobody looked at them: ask again'),
    });
  });

  test.each<[Record<string, string>, boolean]>([
    [{ tier: 'web', app: 'api' }, true],
    [{ tier: 'webby', app: 'api' }, true],
    [{ tier: 'db', app: 'api' }, false],
    [{ tier: 'web' }, false],
    [{}, false],
  ])('wants all labels: of %j it is %j', (labels, fits) => {
    const policy = matching({ podLabels: { tier: 'web*', app: 'api' } });
    expect(reading('pod labels', policy, { pod: { ...pod, labels } })).toEqual(
      fits ? { kind: 'fits' } : { kind: 'lacks', sentence: 'is for pods with the labels tier=web*, app=api' },
    );
  });

  test('no member that every object has is a label', () => {
    const policy = matching({ podLabels: { constructor: '*' } });
    expect(reading('pod labels', policy, { pod: { ...pod, labels: {} } })?.kind).toBe('lacks');
  });

  test.each<[string, string | undefined, boolean]>([
    ['Deployment/api', 'Deployment api', true],
    ['Deployment/a*', 'Deployment api', true],
    ['*/api', 'StatefulSet api', true],
    ['Deployment/api', 'Deployment api-2', false],
    ['Deployment/api', undefined, false],
  ])('the workload %s is that of %s: %j', (pattern, owner, fits) => {
    const { owner: _owner, ...alone } = pod;
    const known = owner === undefined ? alone : { ...pod, owner };
    const kind = reading('workload', matching({ workloads: [pattern] }), { pod: known })?.kind;
    expect(kind).toBe(fits ? 'fits' : 'lacks');
  });
});

describe('a condition', () => {
  test('sees what is asked', () => {
    const when = [
      'requester.id == "U0ALICE" && requester.email == "alice@example.com" && requester.name == "Alice"',
      'requester.groups == ["on-call"] && cluster == "sandbox" && ns.name == "shop"',
      'pod.name == "api-1" && pod.workload == "Deployment/api" && pod.node == "node1"',
      'pod.labels.tier == "web" && ns.labels.env == "dev"',
      'image == "netshoot" && profile == "general" && reason == "slow" && !breakGlass',
      'now == timestamp("2026-11-22T10:00:00Z")',
    ].join(' && ');
    const asked = {
      pod: { ...pod, labels: { tier: 'web' }, namespaceLabels: { env: 'dev' } },
      image: 'netshoot',
      profile: 'general',
      reason: 'slow',
      at: Date.parse('2026-11-22T10:00:00Z'),
    };
    expect(reading('when', matching({ when }), asked)).toEqual({ kind: 'fits' });
    expect(reading('when', matching({ when }), { ...asked, reason: 'fast' })).toEqual({
      kind: 'lacks',
      sentence: expect.stringMatching(/^holds only where `requester\.id .*`$/),
    });
  });

  test('that fails cannot be said, and the sentence says why', () => {
    const policy = matching({ when: 'pod.labels.tier == "web"' });
    expect(reading('when', policy, { pod: { ...pod, labels: {} } })).toEqual({
      kind: 'unknown',
      sentence:
        'has a condition that cannot be judged here (No such key: tier): ask whoever keeps the policy',
    });
  });

  test('on groups cannot be said while Slack does not tell one of them', () => {
    const people = { 'on-call': { slackUsers: ['U0ALICE'] }, sre: { slackUserGroup: 'S0SRE' } };
    const match = { when: '!("sre" in requester.groups)' };
    const policy = testPolicy({ match }, { people });
    expect(reading('when', policy)).toEqual({
      kind: 'unknown',
      sentence: expect.stringContaining('Slack did not tell who is in sre: try again in a minute'),
    });
    const told = (...userGroups: string[]) => ({ requester: { ...ALICE, userGroups } });
    expect(reading('when', policy, told())?.kind).toBe('fits');
    expect(reading('when', policy, told('S0SRE'))?.kind).toBe('lacks');
    const other = testPolicy({ match: { when: 'requester.name == "Alice"' } }, { people });
    expect(reading('when', other)?.kind).toBe('fits');
  });
});

describe('who asks', () => {
  const people = {
    'on-call': { slackUserGroup: 'S0CALL' },
    leads: { slackUsers: ['U0BOB'], slackUserGroup: 'S0LEADS' },
    sre: { emails: ['*@sre.example.com'] },
  };
  const policy = testPolicy({ requesters: ['on-call', 'leads'] }, { people });

  test('is known, is not, or cannot be said', () => {
    expect(reading('requester', policy, { requester: BOB })).toEqual({ kind: 'fits' });
    expect(reading('requester', policy, { requester: { ...ALICE, userGroups: ['S0CALL'] } })?.kind).toBe(
      'fits',
    );
    expect(reading('requester', policy, { requester: { ...ALICE, userGroups: [] } })).toEqual({
      kind: 'lacks',
      sentence: 'is for requests by on-call, leads',
    });
    expect(reading('requester', policy)).toEqual({
      kind: 'unknown',
      sentence:
        'is for requests by on-call, leads, and Slack did not tell who is in on-call and leads: try again in a minute',
    });
  });

  const emergency = testPolicy({ breakGlass: { requesters: ['leads'], announce: 'C0SEC' } }, { people });
  const asked = { breakGlass: true, reason: 'outage' } as const;

  test('in an emergency is whom the rule names for it, and nobody else', () => {
    expect(reading('break-glass', emergency, { ...asked, requester: BOB })).toEqual({ kind: 'fits' });
    expect(reading('requester', emergency, { ...asked, requester: BOB })).toBeUndefined();
    const member = { ...MALLORY, userGroups: ['S0CALL'] };
    expect(reading('break-glass', emergency, { ...asked, requester: member })).toEqual({
      kind: 'lacks',
      sentence: 'lets only leads start without approval in an emergency: leave out --break-glass',
    });
    expect(reading('break-glass', emergency, asked)?.kind).toBe('unknown');
    expect(reading('break-glass', testPolicy(), asked)).toEqual({
      kind: 'lacks',
      sentence: expect.stringContaining('leave out --break-glass'),
    });
  });

  test.each<[Record<string, unknown>, Partial<Question>, string | undefined]>([
    [{}, {}, undefined],
    [{ requireReason: ['approve', 'deny'] }, {}, undefined],
    [{ requireReason: ['ask'] }, {}, 'lacks'],
    [{ requireReason: ['ask'] }, { reason: ' \n' }, 'lacks'],
    [{ requireReason: ['ask'] }, { reason: 'slow' }, 'fits'],
    [{}, { breakGlass: true }, 'lacks'],
    [{}, { breakGlass: true, reason: 'outage' }, 'fits'],
  ])('under %j with %j: the reason is %s', (changes, asking, kind) => {
    expect(reading('reason', testPolicy(changes), asking)?.kind).toBe(kind);
  });
});
