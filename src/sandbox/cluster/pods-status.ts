import { imageIdOf } from './images.ts';
import type { RunningContainer } from './container.ts';
import type { ContainerSpec, ContainerState, ContainerStatus, Pod } from './objects.ts';
import { timestamp } from './objects.ts';
import { podConditions } from './pod-factory.ts';

const tokenMount = {
  mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
  readOnly: true,
  recursiveReadOnly: 'Disabled',
};

/** The status of a container that does not run yet. */
export function waitingStatus(spec: ContainerSpec, reason: string, message?: string): ContainerStatus {
  return {
    name: spec.name,
    state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image: spec.image,
    imageID: '',
  };
}

/** The status of a started container (shape: recordings/kubernetes/happy-path.json, the watch). */
export function startedStatus(
  container: RunningContainer,
  image: string,
  state: ContainerState,
  ephemeral: boolean,
): ContainerStatus {
  const { uid, gid } = container.owner;
  const running = state.running !== undefined;
  return {
    name: container.spec.name,
    state,
    lastState: {},
    ready: running && !ephemeral,
    restartCount: 0,
    image,
    imageID: imageIdOf(container.image),
    containerID: `containerd://${container.id}`,
    ...(ephemeral ? {} : { started: running }),
    resources: {},
    ...(ephemeral
      ? {}
      : { volumeMounts: [{ name: container.spec.volumeMounts?.at(-1)?.name, ...tokenMount }] }),
    user: { linux: { uid, gid, supplementalGroups: [gid] } },
  };
}

export function terminatedState(container: RunningContainer, exitCode: number, at: Date): ContainerState {
  return {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: timestamp(container.startedAt),
      finishedAt: timestamp(at),
      containerID: `containerd://${container.id}`,
    },
  };
}

/** Puts a container's status into the right list of a pod, ephemeral ones ordered by name as the kubelet does. */
export function withStatus(pod: Pod, status: ContainerStatus, ephemeral: boolean): Pod {
  const key = ephemeral ? 'ephemeralContainerStatuses' : 'containerStatuses';
  const others = (pod.status[key] ?? []).filter((known) => known.name !== status.name);
  const list = [...others, status].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    ...pod,
    status: { ...pod.status, observedGeneration: pod.metadata.generation ?? 1, [key]: list },
  };
}

/** Phase and conditions from the states of the ordinary containers. */
export function withPhase(pod: Pod, now: Date): Pod {
  const statuses = pod.status.containerStatuses ?? [];
  const over = statuses.length > 0 && statuses.every((status) => status.state.terminated !== undefined);
  const unready = statuses.filter((status) => !status.ready).map((status) => status.name);
  const generation = pod.metadata.generation ?? 1;
  const failed = statuses.some((status) => (status.state.terminated?.exitCode ?? 0) !== 0);
  const readiness =
    unready.length === 0
      ? ({ status: 'True' } as const)
      : over
        ? ({ status: 'False', reason: 'PodCompleted' } as const)
        : ({
            status: 'False',
            reason: 'ContainersNotReady',
            message: `containers with unready status: [${unready.join(' ')}]`,
          } as const);
  const phase = over ? (failed ? 'Failed' : 'Succeeded') : 'Running';
  return {
    ...pod,
    status: { ...pod.status, phase, conditions: podConditions(timestamp(now), generation, readiness) },
  };
}
