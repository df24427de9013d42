import { isDeepStrictEqual } from 'node:util';
import type { Judgement } from '../domain/policy/judge.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { approvalText } from './grant-lines.ts';
import { loadPolicy, tellProblems } from './load-policy.ts';
import { casesFromText, type PolicyCase, readCasesText } from './policy-cases.ts';
import { decisionOn, questionIn, type Scenario } from './scenario.ts';
import { counted, EXIT, mark, type Terminal } from './terminal.ts';

/** Runs the cases of some files against a policy. Resolves to the exit code. */
export async function policyTest(
  file: string,
  caseFiles: readonly string[],
  terminal: Terminal,
  now: () => number,
): Promise<number> {
  const loaded = await loadPolicy(file, terminal);
  if (loaded.kind === 'failed') return loaded.code;
  const codes: number[] = [];
  let held = 0;
  let failed = 0;
  for (const path of caseFiles) {
    const read = await readCasesText(path);
    const cases = read.kind === 'text' ? casesFromText(read.text, path) : read;
    if (cases.kind !== 'fine') {
      codes.push(tellProblems(cases, terminal, path, 'none of its cases was tried'));
      continue;
    }
    for (const [index, each] of cases.value.entries()) {
      const failures = failuresOf(loaded.policy, each, now);
      const name = each.name ?? each.ask;
      if (failures.length === 0) {
        held += 1;
        terminal.say(`${mark('fits', terminal)} ${name}`);
        continue;
      }
      failed += 1;
      terminal.say(`${mark('lacks', terminal)} ${cases.placeOf(['cases', index])}: ${name}`);
      for (const failure of failures) terminal.say(`    ${failure}`);
    }
  }
  if (held + failed > 0) terminal.say(summary(held, failed));
  return Math.max(failed > 0 ? EXIT.problems : EXIT.fine, ...codes);
}

function summary(held: number, failed: number): string {
  return failed === 0
    ? `${held === 1 ? 'The one case holds' : `All ${held} cases hold`}.`
    : `${failed} of ${counted(held + failed, 'case')} ${failed === 1 ? 'does' : 'do'} not hold.`;
}

/** What is otherwise than expected; none when the case holds. */
function failuresOf(policy: Policy, each: PolicyCase, now: () => number): readonly string[] {
  const reading = questionIn(policy, scenarioOf(each, now));
  if (reading.kind === 'invalid') return [`the ask is not understood: ${reading.sentence}`];
  const decision = decisionOn(policy, reading.question);
  return differences(each.expect, decision);
}

function differences(expected: PolicyCase['expect'], got: Judgement): readonly string[] {
  if (expected.decision !== got.kind) {
    const why = got.kind === 'refused' ? got.sentence : `by the rule "${got.grant.rule}"`;
    return [`expected decision: ${expected.decision}`, `got:               ${got.kind}, ${why}`];
  }
  if (got.kind === 'refused') {
    const { sentence } = expected;
    if (sentence === undefined || got.sentence.includes(sentence)) return [];
    return [`expected in the sentence: ${sentence}`, `got:                      ${got.sentence}`];
  }
  const { rule, image, profile, approvals } = got.grant;
  const pairs = [
    ['rule', expected.rule, rule],
    ['image', expected.image, image.alias],
    ['profile', expected.profile, profile.name],
  ] as const;
  return [
    ...pairs.flatMap(([name, wanted, had]) =>
      wanted === undefined || wanted === had ? [] : [`expected ${name}: ${wanted}, got: ${had}`],
    ),
    ...(expected.approvals === undefined || isDeepStrictEqual(expected.approvals, approvals)
      ? []
      : [`expected approvals: ${approvalText(expected.approvals)}; got: ${approvalText(approvals)}`]),
  ];
}

function scenarioOf({ as, ask, cluster, pod = {}, at }: PolicyCase, now: () => number): Scenario {
  return {
    as: definedOnly(as),
    ask,
    ...(cluster !== undefined && { cluster }),
    pod: definedOnly(pod),
    at: at === undefined ? now() : Date.parse(at),
  };
}

type Defined<Given> = { [Key in keyof Given]: Exclude<Given[Key], undefined> };

/** The members that were written. */
function definedOnly<Given extends object>(given: Given): Defined<Given> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Defined<Given>;
}
