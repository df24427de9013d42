import type { FoundPod, ListPodsOptions, PodListing } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import type { Asked } from '../failures/asked.ts';
import { failureSentence } from '../failures/failures.ts';
import { foundPod } from './found-pod.ts';
import { isNamespaceName } from './object-names.ts';
import { listPods } from './pod-list.ts';

/** The first pods of a namespace in the order of their names. Those that are over are left out: nothing starts in them. */
export async function listNamespace(
  connection: Connection,
  { namespace, most, signal }: ListPodsOptions,
): Promise<PodListing> {
  // There is none of such a name, so it has no pods.
  if (!isNamespaceName(namespace)) return { kind: 'listed', pods: [], cut: false };
  const listed = await listPods(connection, {
    namespace,
    keep: (pod): FoundPod | undefined => {
      const found = foundPod(pod);
      return ['Succeeded', 'Failed'].includes(found.phase) ? undefined : found;
    },
    most,
    signal,
  });
  if (listed.kind === 'ok') {
    return { kind: 'listed', pods: listed.value.slice(0, most), cut: listed.value.length > most };
  }
  const asked: Asked = { cluster: connection.cluster, namespace, verb: 'list', resource: 'pods' };
  return { kind: 'failed', sentence: failureSentence(listed.failure, asked) };
}
