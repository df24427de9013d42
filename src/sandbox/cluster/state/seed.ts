import type { Cluster } from '../cluster.ts';
import { newUid } from './identifiers.ts';
import { makeNamespace } from '../api/namespaces-api.ts';
import type { OwnerReference, Pod, WorkloadObject } from '../api/objects.ts';
import { timestamp } from '../api/objects.ts';
import { buildPod, containerSpecOf, podNameOf, restrictedPodContext } from './pod-factory.ts';
import type { PodScript } from '../kubelet/pod-lifecycle.ts';
import { withCompletion, withCrashLoop, withUnschedulable } from '../kubelet/seeded-states.ts';
import { makeWorkload, ownerReference, podLabelsOf, resourceOf } from './workload-objects.ts';
import { refresh, refreshOwner } from './workload-status.ts';
import type { Workload, WorkloadState, World } from './world.ts';

const hourMs = 3_600_000;

/** How a crash-looping server of the world ends where the world does not say. */
const crash = { afterMs: 500, exitCode: 1 };

/** Fills an empty cluster with the objects of a world and starts its pods. */
export async function seedWorld(cluster: Cluster, world: World): Promise<void> {
  const { hoursOld = 26 } = world;
  const born = new Date(cluster.now().getTime() - hoursOld * hourMs);
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
  for (const { namespace, name, data } of world.configMaps ?? []) {
    const metadata = {
      namespace,
      name,
      uid: newUid(),
      resourceVersion: '',
      creationTimestamp: timestamp(born),
    };
    cluster.store.put('configmaps', { kind: 'ConfigMap', apiVersion: 'v1', metadata, data });
  }
  for (const reference of ['busybox', 'busybox:1.37']) cluster.kubelet.images.add(reference);
  for (const [index, workload] of world.workloads.entries()) {
    for (const { image } of workload.containers) cluster.kubelet.images.add(image);
    const owner = makeOwners(cluster, workload, born);
    for (const [at, suffix] of workload.pods.entries()) {
      const node = world.nodes[(index + at) % Math.max(1, world.nodes.length)];
      const pod = makePod(cluster, workload, suffix, owner, node, born);
      // Events are kept for an hour.
      await begin(cluster, pod, workload, stateOf(workload, suffix), hoursOld >= 1);
    }
    if (owner !== undefined) {
      refresh(cluster.store, owner, cluster.now());
      refreshOwner(cluster.store, owner, cluster.now());
    }
  }
}

/** The workload's own object, and for a deployment its ReplicaSet; what owns the pods is the result. */
function makeOwners(cluster: Cluster, workload: Workload, now: Date): WorkloadObject | undefined {
  const { kind, name, namespace, volumes } = workload;
  if (kind === 'Pod') return undefined;
  const labels = workload.labels ?? {};
  const containers = workload.containers.map((one) => containerSpecOf(one, workload.restricted === true));
  const podSpec = volumes === undefined ? {} : { volumes };
  const common = { namespace, labels, containers, replicas: workload.pods.length, podSpec, now };
  const top = cluster.store.put(resourceOf(kind), makeWorkload({ ...common, kind, name }));
  if (kind !== 'Deployment') return top;
  const hash = workload.hash ?? '';
  const plan = {
    ...common,
    kind: 'ReplicaSet' as const,
    name: `${name}-${hash}`,
    owner: ownerReference(top),
  };
  const set = makeWorkload({ ...plan, labels: { ...labels, 'pod-template-hash': hash } });
  return cluster.store.put('replicasets', set);
}

const stateOf = (workload: Workload, suffix: string): WorkloadState =>
  workload.crashing?.includes(suffix) === true ? 'crash-looping' : (workload.state ?? 'running');

function makePod(
  cluster: Cluster,
  workload: Workload,
  suffix: string,
  owner: WorkloadObject | undefined,
  node: World['nodes'][number] | undefined,
  createdAt: Date,
): Pod {
  const state = stateOf(workload, suffix);
  const names = podNameOf(workload, suffix);
  return buildPod({
    ...names,
    namespace: workload.namespace,
    labels: {
      ...workload.labels,
      ...(workload.hash === undefined ? {} : { 'pod-template-hash': workload.hash }),
      ...(owner === undefined ? {} : podLabelsOf(owner, names.name)),
    },
    containers: workload.containers.map((one) => containerSpecOf(one, workload.restricted === true)),
    ...ownerOf(owner),
    ...(state === 'unscheduled' || node === undefined ? {} : { node }),
    podIp: cluster.lifecycle.nextPodIp(),
    createdAt,
    securityContext: workload.securityContext ?? (workload.restricted === true ? restrictedPodContext : {}),
    podSpec: {
      ...(workload.volumes === undefined ? {} : { volumes: workload.volumes }),
      ...(workload.shareProcessNamespace === true ? { shareProcessNamespace: true } : {}),
      ...(workload.kind === 'Job' || state === 'succeeded' ? { restartPolicy: 'Never' } : {}),
    },
  });
}

const ownerOf = (owner: WorkloadObject | undefined): { owner?: OwnerReference } =>
  owner === undefined ? {} : { owner: ownerReference(owner) };

async function begin(
  cluster: Cluster,
  pod: Pod,
  workload: Workload,
  state: WorkloadState,
  quietly: boolean,
): Promise<void> {
  const { store, lifecycle, kubelet } = cluster;
  const script: PodScript = new Map(
    workload.containers.map(({ name, log, end }) => {
      const ends = end ?? (state === 'crash-looping' ? crash : undefined);
      return [name, { log: log ?? [], ...(ends === undefined ? {} : { end: ends }) }];
    }),
  );
  switch (state) {
    case 'running':
      if (!quietly) cluster.events.scheduled(pod);
      await lifecycle.run(pod, script, quietly);
      return;
    case 'unscheduled':
      store.put('pods', withUnschedulable(pod, store.list('nodes').length));
      return;
    case 'crash-looping': {
      const wait = lifecycle.crashWait();
      const exitCode = workload.containers[0]?.end?.exitCode ?? crash.exitCode;
      const stored = lifecycle.resumeCrashLoop(withCrashLoop(pod, exitCode, wait, kubelet.now()), script);
      if (workload.containers.some(({ log }) => log !== undefined)) keepLogs(cluster, stored, script);
      return;
    }
    case 'succeeded':
      keepLogs(cluster, store.put('pods', withCompletion(pod)), script);
  }
}

/** What containers that ended before the world began have left behind. */
function keepLogs(cluster: Cluster, pod: Pod, script: PodScript): void {
  for (const { name, containerID = '' } of pod.status.containerStatuses ?? []) {
    const id = containerID.replace('containerd://', '');
    cluster.runtime.logs.addOver(pod.metadata.uid, name, id, script.get(name)?.log ?? []);
  }
}
