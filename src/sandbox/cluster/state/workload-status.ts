import type { JsonObject, KubeObject, Pod, WorkloadObject } from '../api/objects.ts';
import { timestamp } from '../api/objects.ts';
import type { Store } from './store.ts';
import { resourceOf, workloadKindOf } from './workload-objects.ts';

const isReady = (pod: Pod): boolean =>
  pod.status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');

/** The status of a controller from its pods, as its real counterpart in the controller manager tells it. */
export function workloadStatus(workload: WorkloadObject, pods: Pod[], now: Date): JsonObject {
  const ready = pods.filter(isReady).length;
  const at = timestamp(now);
  if (workload.kind === 'Job') return jobStatus(workload, pods, at);
  if (workload.kind === 'DaemonSet') {
    return {
      observedGeneration: 1,
      ...nonZero({ numberAvailable: ready, updatedNumberScheduled: pods.length }),
      currentNumberScheduled: pods.length,
      desiredNumberScheduled: pods.length,
      numberMisscheduled: 0,
      numberReady: ready,
    };
  }
  const counts = { replicas: pods.length, ...nonZero({ readyReplicas: ready, availableReplicas: ready }) };
  if (workload.kind !== 'Deployment') return { observedGeneration: 1, ...counts };
  const wanted = Number(workload.spec.replicas ?? 1);
  const available = {
    type: 'Available',
    status: ready >= wanted ? 'True' : 'False',
    lastTransitionTime: at,
    reason: ready >= wanted ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
  };
  return {
    observedGeneration: 1,
    ...counts,
    ...nonZero({ updatedReplicas: pods.length, unavailableReplicas: wanted - ready }),
    conditions: [available],
  };
}

/** Counts of nothing are left out of JSON, where Go has them as `omitempty`. */
function nonZero(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

function jobStatus(job: WorkloadObject, pods: Pod[], at: string): JsonObject {
  const count = (...phases: string[]): number =>
    pods.filter(({ status }) => phases.includes(status.phase)).length;
  const succeeded = count('Succeeded');
  const complete = succeeded >= Number(job.spec.completions ?? 1);
  return {
    startTime: job.metadata.creationTimestamp,
    ready: pods.filter(isReady).length,
    ...nonZero({ active: count('Pending', 'Running'), succeeded, failed: count('Failed') }),
    ...(complete
      ? {
          completionTime: job.status.completionTime ?? at,
          conditions: [
            { type: 'Complete', status: 'True', lastTransitionTime: at, reason: 'CompletionsReached' },
          ],
        }
      : {}),
  };
}

/** Keeps the status of all controllers up to date with their pods, as long as the store lives. */
export function watchWorkloads(store: Store, now: () => Date): void {
  store.subscribe((change) => {
    if (change.resource === 'pods') refreshOwner(store, change.object, now());
  });
}

/** Counts again for the owner of an object, and for the owner of that. */
export function refreshOwner(store: Store, object: KubeObject, now: Date): void {
  const [reference] = object.metadata.ownerReferences ?? [];
  const kind = workloadKindOf(reference?.kind);
  if (reference === undefined || kind === undefined) return;
  const owner = store.get(resourceOf(kind), object.metadata.namespace, reference.name);
  if (owner?.metadata.uid !== reference.uid) return;
  refresh(store, owner, now);
  refreshOwner(store, owner, now);
}

/** Counts the pods of a controller; nothing is written when nothing changed. */
export function refresh(store: Store, workload: WorkloadObject, now: Date): void {
  const kind = workloadKindOf(workload.kind);
  if (kind === undefined) return;
  const status = workloadStatus(workload, podsUnder(store, workload), now);
  const plain = (value: JsonObject): string =>
    JSON.stringify(value, (key, inner: unknown) => (key === 'lastTransitionTime' ? '' : inner));
  if (plain(status) !== plain(workload.status)) store.put(resourceOf(kind), { ...workload, status });
}

/** The pods that a controller owns, those of its ReplicaSets included. */
function podsUnder(store: Store, workload: WorkloadObject): Pod[] {
  const { namespace, uid } = workload.metadata;
  const owned =
    (by: string) =>
    (object: KubeObject): boolean =>
      object.metadata.ownerReferences?.some((reference) => reference.uid === by) === true;
  if (workload.kind !== 'Deployment') return store.list('pods', namespace).filter(owned(uid));
  const sets = store.list('replicasets', namespace).filter(owned(uid));
  return sets.flatMap((set) => store.list('pods', namespace).filter(owned(set.metadata.uid)));
}
