import { labelsLookedAt, type LookedAt, looksAt, looksAtAny } from '../domain/policy/looks-at.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { Labels, PlannedPod } from '../domain/request/plan.ts';
import type { Cluster, FoundPod } from '../kubernetes/cluster.ts';

/** What of a pod's labels, and which of its namespace's, are looked at; what is not may change freely. */
export interface LookedAtLabels {
  readonly podLabels: LookedAt;
  /** Absent: not looked at. */
  readonly namespaceLabels?: Labels;
}

export type Looking =
  | { readonly kind: 'looks'; readonly labels: LookedAtLabels }
  | { readonly kind: 'no-namespace' }
  | { readonly kind: 'failed'; readonly sentence: string };

/** Finds out what a policy looks at in a namespace. `own`: the cluster as Keyhole's account sees it, as this is the policy's business. */
export async function lookAtLabels(
  own: Cluster,
  policy: Policy,
  namespace: string,
  signal: AbortSignal,
): Promise<Looking> {
  const { podLabels, namespaceLabels } = looksAt(policy);
  if (!looksAtAny(namespaceLabels)) return { kind: 'looks', labels: { podLabels } };
  const read = await own.readNamespace({ namespace, signal });
  if (read.kind === 'none') return { kind: 'no-namespace' };
  if (read.kind === 'failed') return read;
  return {
    kind: 'looks',
    labels: { podLabels, namespaceLabels: labelsLookedAt(read.labels, namespaceLabels) },
  };
}

/** What a plan, and a policy, say of a pod. */
export function plannedPod(
  { name, uid, node, owner, labels }: FoundPod,
  { podLabels, namespaceLabels }: LookedAtLabels,
): PlannedPod {
  return {
    name,
    uid,
    node,
    ...(owner !== undefined && { owner }),
    ...(looksAtAny(podLabels) && { labels: labelsLookedAt(labels, podLabels) }),
    ...(namespaceLabels && { namespaceLabels }),
  };
}
