import type { Wanted, WorkloadKind } from '../../domain/asking/ask.ts';
import { isMissing } from '../failures/api-failure.ts';
import type { Asked } from '../failures/asked.ts';
import type { PodSearch, SearchOptions } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { failureSentence } from '../failures/failures.ts';
import { foundPod } from './found-pod.ts';
import { nearestNames } from './nearest-names.ts';
import { nothingFound } from './nothing-found.ts';
import { isObjectName } from './object-names.ts';
import { candidate, choosePod } from './pod-choice.ts';
import { listPods } from './pod-list.ts';
import { selectorText } from './selector-text.ts';
import { belongsTo, readWorkload, type Workload, workloadOf, WORKLOADS } from './workloads.ts';

type WantedWorkload = Wanted & { readonly kind: 'workload' };

/** Finds, of a workload's pods, the one that most needs a look. The namespace's name is not checked here. */
export async function findPodOfWorkload(
  connection: Connection,
  { workload: kind, name }: WantedWorkload,
  where: SearchOptions,
): Promise<PodSearch> {
  const { namespace, isShown, signal } = where;
  const { cluster } = connection;
  if (!isObjectName(name)) return missing(connection, kind, name, where);
  const read = await readWorkload(connection, kind, { namespace, name }, signal);
  if (read.kind === 'failed') {
    if (isMissing(read.failure)) return missing(connection, kind, name, where);
    const { resource } = WORKLOADS[kind];
    const asked: Asked = { cluster, namespace, verb: 'get', resource, instead: 'ask for a pod by its name' };
    return { kind: 'failed', sentence: failureSentence(read.failure, asked) };
  }
  const { metadata = {}, spec = {} } = read.value;
  const listed = await listPods(connection, {
    namespace,
    labelSelector: selectorText(spec.selector ?? {}),
    keep: (pod) => (belongsTo(pod.metadata ?? {}, kind, metadata) ? candidate(pod) : undefined),
    signal,
  });
  if (listed.kind === 'failed') {
    const asked: Asked = { cluster, namespace, verb: 'list', resource: 'pods' };
    return { kind: 'failed', sentence: failureSentence(listed.failure, asked) };
  }
  const title = `${WORKLOADS[kind].title} ${name}`;
  const shown = listed.value.filter(({ pod }) => isShown?.(pod) ?? true);
  // Who names a workload whose pods are not theirs to debug hears from the policy why, of any one of them.
  const chosen = choosePod(shown.length > 0 ? shown : listed.value, `of ${title}`);
  if (chosen) return { kind: 'found', ...chosen };
  return { kind: 'failed', sentence: withoutPods(title, `${kind} ${name}`, namespace, read.value) };
}

/**
 * Names that are spelled nearly so come from the pods, each of which tells its owner: listing the workloads themselves
 * would take a right that nothing else needs.
 */
async function missing(
  connection: Connection,
  kind: WorkloadKind,
  name: string,
  { namespace, isShown, signal }: SearchOptions,
): Promise<PodSearch> {
  const owners = await listPods(connection, {
    namespace,
    metadataOnly: isShown === undefined,
    keep: (pod) => ({
      workload:
        pod.metadata && (isShown?.(foundPod(pod)) ?? true) ? workloadOf(pod.metadata, kind) : undefined,
    }),
    signal,
  });
  const pods = owners.kind === 'ok' ? owners.value : [];
  const names = new Set(pods.flatMap(({ workload }) => workload ?? []));
  return nothingFound(connection, namespace, nearestNames(name, [...names]), pods.length > 0, signal);
}

function withoutPods(title: string, described: string, namespace: string, { spec }: Workload): string {
  const start = `${title} in the namespace ${namespace}`;
  return spec?.replicas === 0
    ? `${start} is scaled to zero, so it has no pod: scale it up, or ask for another.`
    : `${start} has no pod: look at \`kubectl describe ${described}\` for why, or ask for another.`;
}
