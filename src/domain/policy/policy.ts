import type { z } from 'zod';
import { impossibleApprovals } from './policy-approvals.ts';
import { misusedNames } from './policy-names.ts';
import { type PolicyProblem, problemsOf } from './policy-problems.ts';
import { policySchema } from './policy-schema.ts';

/** A policy that was checked: every name it uses is defined. */
export type Policy = z.infer<typeof policySchema>;
export type Rule = Policy['rules'][number];
export type Limits = Rule['limits'];
export type ApprovalRequirement = Rule['approvals'][number];

export type PolicyReading =
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

/**
 * Checks a parsed policy document and tells all that is wrong with it. Unknown keys are refused: a misspelt limit must not
 * silently be none.
 */
export function policyFrom(document: unknown): PolicyReading {
  const parsed = policySchema.safeParse(document, { reportInput: true });
  const problems = [
    ...(parsed.error?.issues.flatMap((issue) => problemsOf(issue)) ?? []),
    ...misusedNames(document),
    ...(parsed.success ? impossibleApprovals(parsed.data) : []),
  ];
  if (parsed.success && problems.length === 0) return { kind: 'policy', policy: parsed.data };
  return { kind: 'invalid', problems };
}
