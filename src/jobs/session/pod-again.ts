import type { PlannedPod } from '../../domain/request/plan.ts';
import { looksAtPod } from '../../domain/policy/looks-at.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { KeyholeError } from '../../errors.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { plannedPod } from '../planned-pod.ts';
import type { Session } from './session.ts';

export type PodAgain =
  | { readonly kind: 'pod'; readonly pod: PlannedPod }
  /** It is gone or was replaced, or the cluster does not tell. */
  | { readonly kind: 'failed'; readonly sentence: string };

/**
 * The pod as it stands now with all its labels, where the plan holds some of it or of its namespace, or the policy looks at
 * what else it is, such as its owner: the record is no proof of that. Else nothing is asked, as the addition tells whether
 * the pod has the uid. `own`: the cluster as Keyhole's account sees it.
 */
export async function podAgain(
  own: Cluster,
  policy: Policy,
  { cluster, plan, signal }: Session,
): Promise<PodAgain> {
  const { namespace, pod } = plan;
  const readsPod = pod.labels !== undefined || looksAtPod(policy);
  if (!readsPod && !pod.namespaceLabels) return { kind: 'pod', pod };
  const [podRead, namespaceRead] = await Promise.all([
    readsPod ? cluster.readPod({ namespace, pod, signal }) : undefined,
    pod.namespaceLabels && own.readNamespace({ namespace, signal }),
  ]);
  // Stopping is no answer of the cluster: the job goes to another worker.
  if (signal.aborted) throw new KeyholeError('stopping', 'The worker is stopping.');
  if (podRead && podRead.kind !== 'found') return failed(podRead.sentence);
  if (namespaceRead?.kind === 'failed') return failed(namespaceRead.sentence);
  if (namespaceRead?.kind === 'none') return failed(`The namespace ${namespace} is not there any more.`);
  const namespaceLabels = namespaceRead?.labels;
  if (!podRead) return { kind: 'pod', pod: { ...pod, ...(namespaceLabels && { namespaceLabels }) } };
  const looks = { podLabels: pod.labels ? 'all' : [], ...(namespaceLabels && { namespaceLabels }) } as const;
  return { kind: 'pod', pod: plannedPod(podRead.pod, looks) };
}

function failed(sentence: string): PodAgain {
  return { kind: 'failed', sentence };
}
