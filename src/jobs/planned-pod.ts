import type { Labels, PlannedPod } from '../domain/request/plan.ts';
import type { FoundPod } from '../kubernetes/cluster.ts';

/** Which labels are looked at. What is not looked at is no part of what was approved, and may change freely. */
export interface LookedAt {
  readonly podLabels: boolean;
  /** Absent: not looked at. */
  readonly namespaceLabels?: Labels;
}

/** What a plan, and a policy, say of a pod. */
export function plannedPod(
  { name, uid, node, owner, labels }: FoundPod,
  { podLabels, namespaceLabels }: LookedAt,
): PlannedPod {
  return {
    name,
    uid,
    node,
    ...(owner !== undefined && { owner }),
    ...(podLabels && { labels }),
    ...(namespaceLabels && { namespaceLabels }),
  };
}
