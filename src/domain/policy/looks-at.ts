import type { Policy } from './policy.ts';
import { whenMentions } from './when-mentions.ts';

/** Which labels a policy's rules look at: only those are asked of a cluster and kept in a plan, whose digest covers them. */
export function looksAt({ rules }: Policy): {
  readonly podLabels: boolean;
  readonly namespaceLabels: boolean;
} {
  const matches = rules.map(({ match }) => match);
  const mentions = matches.flatMap(({ when }) => (when === undefined ? [] : [whenMentions(when)]));
  return {
    podLabels: matches.some(({ podLabels }) => podLabels) || mentions.some(({ podLabels }) => podLabels),
    namespaceLabels:
      matches.some(({ namespaceLabels }) => namespaceLabels) ||
      mentions.some(({ namespaceLabels }) => namespaceLabels),
  };
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
