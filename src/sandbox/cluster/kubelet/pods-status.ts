import { imageIdOf } from './images.ts';
import type { RunningContainer } from '../runtime/container.ts';
import type { ContainerSpec, ContainerState, ContainerStatus, Pod, PodCondition } from '../api/objects.ts';
import { timestamp } from '../api/objects.ts';
import { podConditions } from '../state/pod-factory.ts';
import type { ProcessOwner } from '../runtime/processes.ts';

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

/** What the runtime tells of a container that it has made: its volumes, and whom it runs as. */
export function runtimeFields(
  spec: ContainerSpec,
  owner: ProcessOwner,
): Pick<ContainerStatus, 'volumeMounts' | 'user'> {
  const { uid, gid, groups } = owner;
  const volumeMounts = (spec.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => ({
    name,
    mountPath,
    ...(readOnly === true ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
  }));
  const user = { linux: { uid, gid, supplementalGroups: groups } };
  return { ...(volumeMounts.length === 0 ? {} : { volumeMounts }), user };
}

/** The status of a started container (shape: recordings/kubernetes/happy-path.json, the watch). */
export function startedStatus(
  container: RunningContainer,
  image: string,
  state: ContainerState,
  ephemeral: boolean,
): ContainerStatus {
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
    ...runtimeFields(container.spec, container.owner),
  };
}

/** The status of a container whose program could not be started (recordings/kubernetes/image-and-start-failures.json). */
export function startErrorStatus(
  spec: ContainerSpec,
  id: string,
  message: string,
  at: Date,
): ContainerStatus {
  const containerID = `containerd://${id}`;
  const terminated = {
    exitCode: 128,
    reason: 'StartError',
    message,
    startedAt: '1970-01-01T00:00:00Z',
    finishedAt: timestamp(at),
    containerID,
  };
  return { ...waitingStatus(spec, 'RunContainerError', message), lastState: { terminated }, containerID };
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
  const ended = (status: ContainerStatus): boolean =>
    status.state.terminated !== undefined && staysEnded(pod, status.state.terminated.exitCode);
  const over = statuses.length > 0 && statuses.every(ended);
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
  const neverRan = ({ state, lastState }: ContainerStatus): boolean =>
    state.waiting !== undefined && lastState.terminated === undefined;
  const started = statuses.length === pod.spec.containers.length && !statuses.some(neverRan);
  const phase = over ? (failed ? 'Failed' : 'Succeeded') : started ? 'Running' : 'Pending';
  return {
    ...pod,
    status: {
      ...pod.status,
      phase,
      conditions: sinceWhen(pod, podConditions(timestamp(now), generation, readiness)),
    },
  };
}

/** Whether nothing restarts a container that ended so. */
function staysEnded(pod: Pod, exitCode: number): boolean {
  const { restartPolicy } = pod.spec;
  if (pod.metadata.deletionTimestamp !== undefined || restartPolicy === 'Never') return true;
  return restartPolicy === 'OnFailure' && exitCode === 0;
}

/** A condition that stays as it was keeps the time of its last change. */
function sinceWhen(pod: Pod, conditions: PodCondition[]): PodCondition[] {
  return conditions.map((condition) => {
    const before = pod.status.conditions.find(({ type }) => type === condition.type);
    if (before?.status !== condition.status) return condition;
    return { ...condition, lastTransitionTime: before.lastTransitionTime };
  });
}
