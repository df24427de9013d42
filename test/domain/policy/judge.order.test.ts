import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CRITERIA, type CriterionReading } from '../../../src/domain/policy/criterion.ts';
import { standingOf } from '../../../src/domain/policy/deciding-rule.ts';
import { judge } from '../../../src/domain/policy/judge.ts';
import { policyFrom } from '../../../src/domain/policy/policy.ts';
import type { Question } from '../../../src/domain/policy/question.ts';
import { policyDocument } from '../../helpers/policy.ts';
import { ALICE, BOB, MALLORY } from '../../helpers/request.ts';

type Settings = Record<string, unknown>;

const people = {
  'on-call': { slackUsers: ['U0ALICE', 'U0BOB'] },
  sre: { slackUsers: ['U0BOB'], slackUserGroup: 'S0SRE', emails: ['*@sre.example.com'] },
  contractors: { slackUserGroup: 'S0CON' },
};
const question: Question = { requester: ALICE, cluster: 'sandbox', namespace: 'shop', at: 0 };

function policyOf(...rules: readonly Settings[]) {
  const [base] = policyDocument().rules;
  const named = rules.map((changes, index) => ({ ...base, name: `rule ${index}`, ...changes }));
  const reading = policyFrom({ ...policyDocument(), people, rules: named });
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return reading.policy;
}

function ruleOf(rules: readonly Settings[], asked: Partial<Question> = {}) {
  const judgement = judge(policyOf(...rules), { ...question, ...asked });
  return judgement.kind === 'allowed' ? judgement.grant.rule : judgement.sentence;
}

describe('what cannot be said', () => {
  const unsure = { requesters: ['contractors'] };

  test('refuses, and names the rule, why, and what to do', () => {
    expect(ruleOf([unsure, { approvals: [] }])).toBe(
      'It cannot be said whether the policy allows this. The rule "rule 0" is for requests by contractors, and Slack did not tell who is in contractors: try again in a minute.',
    );
  });

  test('matters only where nothing is lacking besides, before it or after it', () => {
    expect(ruleOf([{ ...unsure, match: { clusters: ['other'] } }, {}])).toBe('rule 1');
    expect(ruleOf([{ ...unsure, requireReason: ['ask'] }, {}])).toBe('rule 1');
  });

  test('does not matter after the rule that decides', () => {
    expect(ruleOf([{}, unsure])).toBe('rule 0');
  });
});

test('the nearest rule is the one whose criteria it passed most of, however few it lists', () => {
  const sentence = ruleOf(
    [
      { images: ['netshoot'], match: { workloads: ['Job/*'], when: 'true' } },
      { requireReason: ['ask'] },
      { profiles: ['restricted'] },
    ],
    { image: 'busybox', profile: 'general' },
  );
  expect(sentence).toBe('The rule "rule 1" wants a reason: add --reason "…".');
});

/** Every kind of criterion, as a person would write it. */
const criteria: fc.Arbitrary<Settings> = fc.constantFrom<Settings>(
  { match: { clusters: ['prod'] } },
  { match: { namespaces: ['shop-*'] } },
  { match: { podLabels: { tier: 'web' } } },
  { match: { namespaceLabels: { env: 'dev' } } },
  { match: { workloads: ['Deployment/api'] } },
  { match: { when: 'reason == "slow"' } },
  { match: { when: 'pod.labels.tier == "web"' } },
  { match: { when: '"sre" in requester.groups' } },
  { match: { when: 'now.getHours() > 9' } },
  { requesters: ['sre'] },
  { requesters: ['contractors'] },
  { images: ['netshoot'] },
  { profiles: ['restricted'] },
  { requireReason: ['ask'] },
  { limits: { session: '1m', command: '10s' } },
  { commands: { allow: ['ps *'], otherwise: 'refuse' } },
);

const asks: fc.Arbitrary<Question> = fc
  .record({
    requester: fc.constantFrom(
      ALICE,
      BOB,
      MALLORY,
      { ...ALICE, userGroups: [] },
      { ...ALICE, userGroups: ['S0SRE', 'S0CON'] },
    ),
    namespace: fc.constantFrom('shop', 'shop-eu', 'other'),
    at: fc.integer({ min: 0, max: 86_400_000 }),
    also: fc.record(
      {
        image: fc.constantFrom('busybox', 'netshoot'),
        profile: fc.constantFrom('general', 'restricted'),
        reason: fc.constantFrom('slow', 'why'),
        durationSeconds: fc.constantFrom(30, 600),
        command: fc.constantFrom({ text: 'ps', argv: ['ps'] }, { text: 'rm x', argv: ['rm', 'x'] }),
        pod: fc.constantFrom(
          { name: 'a', uid: 'u', node: 'n' },
          { name: 'a', uid: 'u', node: 'n', owner: 'Deployment api', labels: {}, namespaceLabels: {} },
          {
            name: 'a',
            uid: 'u',
            node: 'n',
            owner: 'Deployment api',
            labels: { tier: 'web' },
            namespaceLabels: { env: 'dev' },
          },
        ),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ also, ...rest }) => ({ cluster: 'sandbox', ...rest, ...also }));

const combined = (parts: readonly Settings[]): Settings =>
  parts.reduce<Settings>(
    (rule, part) => ({
      ...rule,
      ...part,
      ...(part['match'] !== undefined && {
        match: { ...(rule['match'] as object), ...(part['match'] as object) },
      }),
    }),
    { match: {} },
  );

test('a rule with one criterion more allows nothing that it did not', () => {
  fc.assert(
    fc.property(fc.array(criteria, { maxLength: 3 }), criteria, asks, (parts, more, asked) => {
      // One that is written over is another criterion, not one more.
      const keys = (part: Settings) => [
        ...Object.keys(part),
        ...Object.keys((part['match'] as object | undefined) ?? {}),
      ];
      fc.pre(parts.every((part) => !keys(part).some((key) => key !== 'match' && keys(more).includes(key))));
      const isAllowed = (rule: Settings) => judge(policyOf(rule), asked).kind === 'allowed';
      expect(isAllowed(combined([...parts, more])) && !isAllowed(combined(parts))).toBe(false);
    }),
  );
});

test('the rule that decides is the first that lacks nothing, and one that cannot be said lets none after it decide', () => {
  const kinds = fc.constantFrom<CriterionReading>(
    { kind: 'fits' },
    { kind: 'lacks', sentence: 'x' },
    { kind: 'unknown', sentence: 'y' },
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(criteria, { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      asks,
      (rules, asked) => {
        const built = rules.map((parts) => combined(parts));
        const alone = built.map((rule) => judge(policyOf(rule), asked));
        const decides = alone.findIndex(
          (each) => each.kind === 'allowed' || each.sentence.startsWith('It cannot be said'),
        );
        const judgement = judge(policyOf(...built), asked);
        const expected = alone[decides]?.kind === 'allowed' ? `rule ${decides}` : undefined;
        expect(judgement.kind === 'allowed' ? judgement.grant.rule : undefined).toBe(expected);
      },
    ),
  );
  fc.assert(
    fc.property(fc.array(kinds, { maxLength: CRITERIA.length }), (readings) => {
      const listed = readings.flatMap((reading, index) => {
        const name = CRITERIA[index];
        return name === undefined ? [] : [{ name, reading }];
      });
      const has = (kind: string) => readings.some((reading) => reading.kind === kind);
      expect(standingOf(listed).kind).toBe(has('lacks') ? 'lacks' : has('unknown') ? 'unknown' : 'fits');
    }),
  );
});
