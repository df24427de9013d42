import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluateWhen, type WhenFacts, whenProblem } from '../../../src/domain/policy/when.ts';
import { whenMentions } from '../../../src/domain/policy/when-mentions.ts';

const FACTS: WhenFacts = {
  requester: { id: 'U0ALICE', name: 'Alice', email: 'alice@example.com', groups: ['sre'] },
  cluster: 'prod',
  ns: { name: 'shop', labels: { env: 'prod' } },
  pod: { name: 'api-1', labels: { tier: 'web' }, workload: 'Deployment/api', node: 'node1' },
  image: 'busybox',
  profile: '',
  reason: '',
  breakGlass: false,
  now: new Date('2026-11-22T03:30:00Z'),
};
const labelled = (labels: Record<string, string>) => ({ ...FACTS, pod: { ...FACTS.pod, labels } });

describe('whenProblem', () => {
  test.each([
    'requester.email.endsWith("@example.com")',
    'now.getHours("Europe/Berlin") < 18 && now.getDayOfWeek() in [1, 2, 3, 4, 5]',
    '"tier" in pod.labels && pod.labels["tier"] == "web"',
    'breakGlass || "sre" in requester.groups',
  ])('takes %s', (text) => {
    expect(whenProblem(text)).toBeUndefined();
  });

  test.each<[string, string]>([
    ['requester.mail == "x"', 'is no condition in CEL: No such key: mail'],
    ['pod.labels.tier == 1', 'is no condition in CEL: no such overload: string == int'],
    ['pod.labels.tier =', 'is no condition in CEL: '],
    ['secrets == "x"', 'is no condition in CEL: Unknown variable: secrets'],
    ['namespace.name == "shop"', 'Reserved identifier: namespace: write ns.name or ns.labels'],
    ['pod.name', 'must be true or false, and this gives string'],
    ['', 'is no condition in CEL: '],
    [`${'('.repeat(100)}true${')'.repeat(100)}`, 'is no condition in CEL: '],
    [Array(600).fill('true').join(' && '), 'is no condition in CEL: '],
  ])('of %j says %s', (text, problem) => {
    expect(whenProblem(text)).toContain(problem);
    expect(whenProblem(text)).not.toContain('\n');
  });
});

describe('evaluateWhen', () => {
  test.each<[string, boolean]>([
    ['requester.email.endsWith("@example.com")', true],
    ['now.getHours("Europe/Berlin") == 4 && now.getDayOfWeek() == 0', true],
    ['has(pod.labels.tier) && pod.labels.tier.matches("^w")', true],
    ['pod.labels.exists(key, key == "tier")', true],
    ['ns.labels.env != "prod"', false],
    ['pod.labels.size() == 2', false],
  ])('%s is %j', (text, value) => {
    expect(evaluateWhen(text, FACTS)).toEqual({ kind: 'value', value });
  });

  test.each<[string, RegExp]>([
    ['pod.labels.none == "web"', /^No such key: none$/],
    ['1 / int(pod.labels.size() - 1) == 1', /division by zero/],
    ['now.getHours("Nowhere/Zone") == 1', /Nowhere\/Zone/],
    ['"a".matches("(")', /Invalid regular expression/],
    ['dyn(pod.labels).tier', /neither true nor false|type/i],
    ['int(pod.name) == 1', /./],
  ])('%s fails and says why', (text, problem) => {
    expect(evaluateWhen(text, FACTS)).toEqual({ kind: 'failed', problem: expect.stringMatching(problem) });
  });

  test('a pattern that would take for ever is cut off', () => {
    const facts = labelled({ tier: `${'a'.repeat(60)}!` });
    const from = performance.now();
    expect(evaluateWhen('pod.labels.tier.matches("^(a+)+$")', facts)).toEqual({
      kind: 'failed',
      problem: expect.stringContaining('timed out'),
    });
    expect(performance.now() - from).toBeLessThan(5_000);
    // Nothing is left of it for the next.
    expect(evaluateWhen('pod.labels.tier.matches("^a+!$")', facts)).toEqual({ kind: 'value', value: true });
  });

  test('no label is taken for what every object has, and none reaches it', () => {
    const hostile = labelled(
      Object.fromEntries([
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ]),
    );
    const value = (text: string) => evaluateWhen(text, hostile);
    expect(value('pod.labels["__proto__"] == "x" && pod.labels.constructor == "y"')).toMatchObject({
      value: true,
    });
    expect(value('"toString" in pod.labels || has(pod.labels.valueOf)')).toMatchObject({ value: false });
    expect(value('pod.labels.hasOwnProperty == "x"').kind).toBe('failed');
  });

  test('whatever the labels are, it says whether one has a value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.string(), fc.string(), (labels, key, value) => {
        const text = `${JSON.stringify(key)} in pod.labels && pod.labels[${JSON.stringify(key)}] == ${JSON.stringify(value)}`;
        fc.pre(whenProblem(text) === undefined);
        const has = Object.hasOwn(labels, key) && labels[key] === value;
        expect(evaluateWhen(text, labelled(labels))).toEqual({ kind: 'value', value: has });
        expect(evaluateWhen(text, labelled({ ...labels, [key]: value })).kind).toBe('value');
      }),
    );
  });
});

describe('whenMentions', () => {
  const none = { pod: false, podLabels: false, namespaceLabels: false, groups: false };

  test.each<[string, Partial<typeof none>]>([
    ['requester.email == "x" && ns.name == "shop" && cluster == "pod.labels"', {}],
    ['pod.name == "x"', { pod: true }],
    ['pod.labels.tier == "x"', { pod: true, podLabels: true }],
    ['has(pod.labels.tier)', { pod: true, podLabels: true }],
    ['pod["labels"].tier == "x"', { pod: true, podLabels: true }],
    ['[pod].exists(p, p.labels.tier == "x")', { pod: true, podLabels: true }],
    ['true ? true : pod.labels.tier == "x"', { pod: true, podLabels: true }],
    ['{"a": pod.labels}.a.tier == "x"', { pod: true, podLabels: true }],
    ['!(-size(pod.labels) < 0)', { pod: true, podLabels: true }],
    ['ns.labels["env"] == "x"', { namespaceLabels: true }],
    ['dyn(ns).labels.env == "x"', { namespaceLabels: true }],
    ['"sre" in requester.groups', { groups: true }],
    ['requester.groups.exists(g, g == "sre")', { groups: true }],
    ['[requester].all(r, r.groups == [])', { groups: true }],
  ])('of %s', (text, mentions) => {
    expect(whenProblem(text)).toBeUndefined();
    expect(whenMentions(text)).toEqual({ ...none, ...mentions });
  });
});
