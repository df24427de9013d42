import { criteriaOf } from './criteria.ts';
import { CRITERIA, type Criterion } from './criterion.ts';
import type { Policy, Rule } from './policy.ts';
import type { Question } from './question.ts';

type Standing =
  | { readonly kind: 'fits' }
  | { readonly kind: 'unknown'; readonly sentence: string; readonly name: Criterion['name'] }
  | { readonly kind: 'lacks'; readonly sentence: string; readonly name: Criterion['name'] };

/** Which rule decides a question, if any. */
export type Deciding =
  | { readonly kind: 'fits'; readonly rule: Rule }
  /** Whether this rule fits cannot be said, or none does and this one came nearest; `name` is the criterion that it is for. */
  | {
      readonly kind: 'unknown' | 'lacks';
      readonly rule: Rule;
      readonly sentence: string;
      readonly name: Criterion['name'];
    };

/** How a question stands to all of a rule. What it surely lacks counts before what cannot be said. */
export function standingOf(criteria: readonly Criterion[]): Standing {
  let unknown: Standing | undefined;
  for (const { name, reading } of criteria) {
    if (reading.kind === 'lacks') return { ...reading, name };
    if (reading.kind === 'unknown') unknown ??= { ...reading, name };
  }
  return unknown ?? { kind: 'fits' };
}

/** The first rule that the question does not fall short of, else the one that it came nearest to; undefined without rules. */
export function decidingRule(policy: Policy, question: Question): Deciding | undefined {
  let nearest: Extract<Deciding, { name: Criterion['name'] }> | undefined;
  for (const rule of policy.rules) {
    const standing = standingOf(criteriaOf(policy, rule, question));
    if (standing.kind !== 'lacks') return { ...standing, rule };
    if (!nearest || CRITERIA.indexOf(standing.name) > CRITERIA.indexOf(nearest.name))
      nearest = { ...standing, rule };
  }
  return nearest;
}
