import { criteriaOf } from './criteria.ts';
import type { Criterion } from './criterion.ts';
import type { Policy, Rule } from './policy.ts';
import type { Question } from './question.ts';

/** What a rule says of who asks, and of the place. */
const OF_THE_PLACE: readonly Criterion['name'][] = [
  'cluster',
  'namespace',
  'requester',
  'namespace labels',
  'pod labels',
  'workload',
  'when',
];

/**
 * The rules by which someone could get something in a place, whatever else they ask for; what a rule says of a pod that is
 * not known yet is taken to fit. Of other places, and of their pods, they are to learn nothing.
 */
export function rulesThere(policy: Policy, question: Question): readonly Rule[] {
  return policy.rules.filter((rule) => isThere(policy, rule, question));
}

/** Whether there is any such rule. */
export function anyRuleThere(policy: Policy, question: Question): boolean {
  return policy.rules.some((rule) => isThere(policy, rule, question));
}

function isThere(policy: Policy, rule: Rule, question: Question): boolean {
  return criteriaOf(policy, rule, question).every(
    ({ name, reading }) => !OF_THE_PLACE.includes(name) || reading.kind === 'fits',
  );
}
