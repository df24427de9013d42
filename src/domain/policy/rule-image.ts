import type { Policy, Rule } from './policy.ts';
import type { Question } from './question.ts';

/** The image that a question means under a rule: one of the policy's, by its alias or its whole reference, else the rule's first. */
export function imageOf(policy: Policy, rule: Rule, { image: wanted }: Question): string | undefined {
  if (wanted === undefined) return rule.images[0];
  if (Object.hasOwn(policy.images, wanted)) return wanted;
  const named = Object.keys(policy.images).filter((alias) => policy.images[alias]?.image === wanted);
  return named.find((alias) => rule.images.includes(alias)) ?? named[0];
}
