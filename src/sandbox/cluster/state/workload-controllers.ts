import type { Cluster } from '../cluster.ts';
import { nameSuffix } from './identifiers.ts';
import type { ContainerSpec, JsonObject, WorkloadObject } from '../api/objects.ts';
import { checkPodSecurity, podFrom, scheduleSoon } from '../api/pod-creation.ts';
import { StatusError } from '../api/status.ts';
import {
  makeWorkload,
  ownerReference,
  podLabelsOf,
  resourceOf,
  templateHash,
  workloadKindOf,
} from './workload-objects.ts';
import { refresh } from './workload-status.ts';

/** From a created controller to its pods, in milliseconds. */
const rolloutMs = 50;

interface Template {
  labels: Record<string, string>;
  spec: JsonObject;
}

/** Makes the pods of a new controller, as the controller manager does a moment later. */
export function rollOutSoon(cluster: Cluster, workload: WorkloadObject): void {
  cluster.kubelet.later(rolloutMs, () => {
    const kind = workloadKindOf(workload.kind);
    if (kind === undefined) return;
    const { namespace, name, uid } = workload.metadata;
    const current = cluster.store.get(resourceOf(kind), namespace, name);
    if (current?.metadata.uid !== uid) return;
    const template = current.spec.template as {
      metadata: { labels: Record<string, string> };
      spec: JsonObject;
    };
    const { labels } = template.metadata;
    const { spec } = template;
    if (kind === 'Deployment') rollOutSet(cluster, current, { labels, spec });
    else makePods(cluster, current, { labels, spec });
    refresh(cluster.store, cluster.store.get(resourceOf(kind), namespace, name) ?? current, cluster.now());
  });
}

/** The ReplicaSet of a deployment's only revision. */
function rollOutSet(cluster: Cluster, deployment: WorkloadObject, { labels, spec }: Template): void {
  const { namespace = '', name } = deployment.metadata;
  const hash = templateHash();
  const all = { ...labels, 'pod-template-hash': hash };
  const set = makeWorkload({
    kind: 'ReplicaSet',
    namespace,
    name: `${name}-${hash}`,
    labels: all,
    containers: spec.containers as ContainerSpec[],
    podSpec: spec,
    replicas: Number(deployment.spec.replicas ?? 1),
    owner: ownerReference(deployment),
    now: cluster.now(),
  });
  makePods(cluster, cluster.store.put('replicasets', set), { labels: all, spec });
}

/** The names of a controller's pods: counted for a StatefulSet, made up for the others. */
function podNames(owner: WorkloadObject, count: number): { name?: string; generateName: string }[] {
  const generateName = `${owner.metadata.name}-`;
  return Array.from({ length: count }, (_, index) =>
    owner.kind === 'StatefulSet' ? { name: `${generateName}${index}`, generateName } : { generateName },
  );
}

/** Pods that are forbidden leave an Event on their owner, as `kubectl describe replicaset` shows it. */
function makePods(cluster: Cluster, owner: WorkloadObject, template: Template): void {
  const { store, events } = cluster;
  const nodes = store.list('nodes');
  const count =
    owner.kind === 'DaemonSet' ? nodes.length : Number(owner.spec.replicas ?? owner.spec.completions ?? 1);
  for (const [index, names] of podNames(owner, count).entries()) {
    const name = names.name ?? names.generateName + nameSuffix();
    const pod = podFrom(cluster, {
      namespace: owner.metadata.namespace ?? '',
      metadata: { ...names, name, labels: { ...template.labels, ...podLabelsOf(owner, name) } },
      spec: template.spec,
      owner: ownerReference(owner),
    });
    try {
      checkPodSecurity(cluster, pod);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      events.controller(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      continue;
    }
    const stored = store.put('pods', pod);
    events.controller(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`);
    scheduleSoon(cluster, stored, owner.kind === 'DaemonSet' ? nodes[index] : undefined);
  }
}
