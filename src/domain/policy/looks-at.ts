import type { Labels } from '../request/plan.ts';
import type { Policy } from './policy.ts';
import { whenMentions } from './when-mentions.ts';

/** The keys of the labels that are looked at, perhaps none; `all` where a condition could look at any. */
export type LookedAt = 'all' | readonly string[];

/**
 * Which labels a policy's rules look at: only those are asked of a cluster and kept in a plan, whose digest covers them.
 * What no rule looks at may change freely, as the label of a database's leader does.
 */
export function looksAt({ rules }: Policy): {
  readonly podLabels: LookedAt;
  readonly namespaceLabels: LookedAt;
} {
  const matches = rules.map(({ match }) => match);
  const mentions = matches.flatMap(({ when }) => (when === undefined ? [] : [whenMentions(when)]));
  const keysOf = (labels: 'podLabels' | 'namespaceLabels'): LookedAt =>
    mentions.some((each) => each[labels])
      ? 'all'
      : [...new Set(matches.flatMap((match) => Object.keys(match[labels] ?? {})))];
  return { podLabels: keysOf('podLabels'), namespaceLabels: keysOf('namespaceLabels') };
}

/** Whether any label is looked at. */
export function looksAtAny(looked: LookedAt): boolean {
  return looked === 'all' || looked.length > 0;
}

/** Those of some labels that are looked at. */
export function labelsLookedAt(labels: Labels, looked: LookedAt): Labels {
  if (looked === 'all') return labels;
  return Object.fromEntries(Object.entries(labels).filter(([key]) => looked.includes(key)));
}

/** Whether a policy's rules look at anything of a pod but its labels, such as what it is of. */
export function looksAtPod({ rules }: Policy): boolean {
  return rules.some(
    ({ match: { workloads, when } }) =>
      workloads !== undefined || (when !== undefined && whenMentions(when).pod),
  );
}

/** Whether a policy gives some pods of a namespace and others not, or may do so. */
export function tellsPodsApart({ rules }: Policy): boolean {
  return rules.some(({ match: { podLabels, namespaceLabels, workloads, when } }) => {
    if (podLabels || namespaceLabels || workloads) return true;
    if (when === undefined) return false;
    const mentions = whenMentions(when);
    return mentions.pod || mentions.namespaceLabels;
  });
}
