import type { Cluster } from './cluster.ts';
import { newContainerId, newUid } from './identifiers.ts';
import { parseReference } from './image-reference.ts';
import { imageIdOf, pull } from './images.ts';
import { makeNamespace } from './namespaces-api.ts';
import type { ContainerStatus, OwnerReference, Pod } from './objects.ts';
import { timestamp } from './objects.ts';
import { buildPod, containerSpecOf, podConditions, podNameOf, restrictedPodContext } from './pod-factory.ts';
import { makeWorkload, ownerReference, resourceOf } from './workload-objects.ts';
import type { Workload, World } from './world.ts';

const hourMs = 3_600_000;

/** Fills an empty cluster with the objects of a world and starts its pods. */
export async function seedWorld(cluster: Cluster, world: World): Promise<void> {
  const born = new Date(cluster.now().getTime() - 26 * hourMs);
  for (const { name, labels } of world.namespaces) {
    cluster.store.put('namespaces', makeNamespace(name, labels ?? {}, born));
  }
  for (const node of world.nodes) {
    cluster.store.put('nodes', {
      kind: 'Node',
      apiVersion: 'v1',
      metadata: { name: node.name, uid: newUid(), resourceVersion: '', creationTimestamp: timestamp(born) },
      status: { addresses: [{ type: 'InternalIP', address: node.ip }] },
    });
  }
  for (const reference of ['busybox', 'busybox:1.37']) cluster.kubelet.images.add(reference);
  for (const [index, workload] of world.workloads.entries()) {
    const owner = makeOwners(cluster, workload, born);
    for (const [at, suffix] of workload.pods.entries()) {
      const node = world.nodes[(index + at) % Math.max(1, world.nodes.length)];
      await seedPod(cluster, workload, suffix, owner, node, born);
    }
  }
}

function makeOwners(cluster: Cluster, workload: Workload, now: Date): OwnerReference | undefined {
  const { kind, name, namespace } = workload;
  if (kind === 'Pod') return undefined;
  const labels = workload.labels ?? {};
  const containers = workload.containers.map((one) => containerSpecOf(one, workload.restricted === true));
  const common = { namespace, labels, containers, replicas: workload.pods.length, now };
  const top = cluster.store.put(resourceOf(kind), makeWorkload({ ...common, kind, name }));
  if (kind !== 'Deployment') return ownerReference(top);
  const hash = workload.hash ?? '';
  const plan = {
    ...common,
    kind: 'ReplicaSet' as const,
    name: `${name}-${hash}`,
    owner: ownerReference(top),
  };
  const set = makeWorkload({ ...plan, labels: { ...labels, 'pod-template-hash': hash } });
  return ownerReference(cluster.store.put('replicasets', set));
}

async function seedPod(
  cluster: Cluster,
  workload: Workload,
  suffix: string,
  owner: OwnerReference | undefined,
  node: World['nodes'][number] | undefined,
  createdAt: Date,
): Promise<void> {
  const unscheduled = workload.state === 'unscheduled';
  const pod = buildPod({
    ...podNameOf(workload, suffix),
    namespace: workload.namespace,
    labels: {
      ...workload.labels,
      ...(workload.hash === undefined ? {} : { 'pod-template-hash': workload.hash }),
    },
    containers: workload.containers.map((one) => containerSpecOf(one, workload.restricted === true)),
    ...(owner === undefined ? {} : { owner }),
    ...(unscheduled || node === undefined ? {} : { node }),
    podIp: cluster.lifecycle.nextPodIp(),
    createdAt,
    securityContext: workload.securityContext ?? (workload.restricted === true ? restrictedPodContext : {}),
  });
  const logs = new Map(workload.containers.map((one): [string, string[]] => [one.name, one.log ?? []]));
  switch (workload.state ?? 'running') {
    case 'running':
      await cluster.lifecycle.run(pod, logs);
      return;
    case 'unscheduled':
      cluster.store.put('pods', withUnschedulable(pod));
      return;
    case 'crash-looping':
      cluster.store.put('pods', withCrashLoop(pod, cluster.now()));
      return;
    case 'succeeded':
      cluster.store.put('pods', withCompletion(pod));
  }
}

/** recordings/kubernetes/pods-in-other-phases.json, "pending pod". */
function withUnschedulable(pod: Pod): Pod {
  const message =
    "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.";
  const condition = {
    type: 'PodScheduled',
    observedGeneration: 1,
    status: 'False' as const,
    lastProbeTime: null,
    lastTransitionTime: pod.metadata.creationTimestamp,
    reason: 'Unschedulable',
    message,
  };
  return { ...pod, status: { phase: 'Pending', conditions: [condition], qosClass: 'BestEffort' } };
}

function endedStatus(pod: Pod, index: number, exitCode: number, at: string): ContainerStatus {
  const spec = pod.spec.containers[index];
  const reference = parseReference(spec?.image ?? '');
  const pulled = reference.kind === 'reference' ? pull(reference) : undefined;
  const containerID = `containerd://${newContainerId()}`;
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  return {
    name: spec?.name ?? '',
    state: { terminated: { exitCode, reason, startedAt: at, finishedAt: at, containerID } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image: spec?.image ?? '',
    imageID: pulled?.kind === 'pulled' ? imageIdOf(pulled.image) : '',
    containerID,
    started: false,
    resources: {},
  };
}

function withCompletion(pod: Pod): Pod {
  const at = pod.metadata.creationTimestamp;
  const containerStatuses = pod.spec.containers.map((_, index) => endedStatus(pod, index, 0, at));
  const conditions = podConditions(at, 1, { status: 'False', reason: 'PodCompleted' });
  return { ...pod, status: { ...pod.status, phase: 'Succeeded', conditions, containerStatuses } };
}

function withCrashLoop(pod: Pod, now: Date): Pod {
  const at = timestamp(new Date(now.getTime() - 90_000));
  const containerStatuses = pod.spec.containers.map((spec, index): ContainerStatus => {
    const ended = endedStatus(pod, index, 2, at);
    const who = `container=${spec.name} pod=${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
    const message = `back-off 5m0s restarting failed ${who}`;
    const waiting = { reason: 'CrashLoopBackOff', message };
    return { ...ended, state: { waiting }, lastState: ended.state, restartCount: 7 };
  });
  const names = pod.spec.containers.map((spec) => spec.name).join(' ');
  const message = `containers with unready status: [${names}]`;
  const conditions = podConditions(at, 1, { status: 'False', reason: 'ContainersNotReady', message });
  return { ...pod, status: { ...pod.status, phase: 'Running', conditions, containerStatuses } };
}
