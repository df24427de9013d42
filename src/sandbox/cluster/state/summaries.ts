import type { Cluster } from '../cluster.ts';
import type { ContainerStatus, Pod } from '../api/objects.ts';

export interface ProcessSummary {
  pid: number;
  user: number;
  command: string;
}

export interface ContainerSummary {
  name: string;
  image: string;
  ephemeral: boolean;
  /** "running", or the reason of a waiting or terminated state; undefined while nothing is known. */
  state: string | undefined;
  exitCode?: number;
  restarts: number;
  target?: string;
  processes: ProcessSummary[];
}

/** A pod as the demo's page and tests like to see it. */
export interface PodSummary {
  namespace: string;
  name: string;
  uid: string;
  phase: string;
  node: string | undefined;
  containers: ContainerSummary[];
}

function stateOf(status: ContainerStatus | undefined): string | undefined {
  if (status?.state.running !== undefined) return 'running';
  return status?.state.waiting?.reason ?? status?.state.terminated?.reason;
}

function summarize(cluster: Cluster, pod: Pod): PodSummary {
  const statuses = [
    ...(pod.status.containerStatuses ?? []),
    ...(pod.status.ephemeralContainerStatuses ?? []),
  ];
  const ephemeral = pod.spec.ephemeralContainers ?? [];
  const containers = [...pod.spec.containers, ...ephemeral].map((spec): ContainerSummary => {
    const status = statuses.find((one) => one.name === spec.name);
    const running = cluster.runtime.find(pod.metadata.uid, spec.name);
    const processes = (running?.pids.list() ?? []).filter((process) => process.containerId === running?.id);
    const exitCode = status?.state.terminated?.exitCode;
    return {
      name: spec.name,
      image: spec.image,
      ephemeral: ephemeral.includes(spec),
      state: stateOf(status),
      ...(exitCode === undefined ? {} : { exitCode }),
      restarts: status?.restartCount ?? 0,
      ...(spec.targetContainerName === undefined ? {} : { target: spec.targetContainerName }),
      processes: processes.map((process) => ({
        pid: process.pid,
        user: process.owner.uid,
        command: process.argv.join(' '),
      })),
    };
  });
  return {
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    uid: pod.metadata.uid,
    phase: pod.status.phase,
    node: pod.spec.nodeName,
    containers,
  };
}

export function podSummaries(cluster: Cluster): PodSummary[] {
  return cluster.store.list('pods').map((pod) => summarize(cluster, pod));
}
