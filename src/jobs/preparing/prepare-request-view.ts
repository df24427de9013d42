import { judge } from '../../domain/policy/judge.ts';
import { tellsPodsApart } from '../../domain/policy/looks-at.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Question } from '../../domain/policy/question.ts';
import type { PlannedPod } from '../../domain/request/plan.ts';
import type { Cluster, FoundPod } from '../../kubernetes/cluster.ts';
import { lookAtLabels, plannedPod } from '../planned-pod.ts';

/** The pods of a namespace as far as the policy lets someone see them. */
export interface View {
  readonly kind: 'view';
  /** What the policy, and then the plan, say of a pod. */
  planned(pod: FoundPod): PlannedPod;
  /** Whether the policy gives a pod; absent where it does not tell pods apart. */
  readonly isShown?: (pod: FoundPod) => boolean;
  /** Set once judging took too long, so that pods are missing from the view. */
  readonly tooMany: () => boolean;
}

export type Viewing =
  View | { readonly kind: 'no-namespace' } | { readonly kind: 'failed'; readonly sentence: string };

/** How long judging the pods of a namespace may take in all, in milliseconds: the worker does nothing else meanwhile. */
const MOST_MS = 1_000;

/**
 * How someone sees the pods of a namespace. Names of pods that the policy would not give them are not theirs to learn, so
 * each is judged before it is offered. The namespace's labels are read by Keyhole's own account: the policy's business.
 */
export async function viewOf(
  { cluster, now }: { readonly cluster: Cluster; readonly now: () => number },
  policy: Policy,
  question: Question,
  signal: AbortSignal,
): Promise<Viewing> {
  const looking = await lookAtLabels(cluster, policy, question.namespace, signal);
  if (looking.kind !== 'looks') return looking;
  const planned = (pod: FoundPod) => plannedPod(pod, looking.labels);
  let spentMs = 0;
  const tooMany = () => spentMs > MOST_MS;
  const isShown = (pod: FoundPod): boolean => {
    if (tooMany()) return false;
    const from = now();
    const { kind } = judge(policy, { ...question, pod: planned(pod) });
    spentMs += now() - from;
    return kind === 'allowed';
  };
  return { kind: 'view', planned, tooMany, ...(tellsPodsApart(policy) && { isShown }) };
}
