import { ownerOf } from './container-creation.ts';
import { newContainerId } from '../state/identifiers.ts';
import { parseReference } from './image-reference.ts';
import { imageIdOf, pull } from './images.ts';
import type { ContainerStatus, Pod } from '../api/objects.ts';
import { timestamp } from '../api/objects.ts';
import { backOffStatus } from './ordinary-starts.ts';
import { podConditions } from '../state/pod-factory.ts';
import { runtimeFields } from './pods-status.ts';

/** recordings/kubernetes/pods-in-other-phases.json, "pending pod". */
export function withUnschedulable(pod: Pod, nodes: number): Pod {
  const message = `0/${nodes} nodes are available: ${nodes} node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`;
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
  const image = pulled?.kind === 'pulled' ? pulled.image : undefined;
  const containerID = `containerd://${newContainerId()}`;
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  return {
    name: spec?.name ?? '',
    state: { terminated: { exitCode, reason, startedAt: at, finishedAt: at, containerID } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image: spec?.image ?? '',
    imageID: image === undefined ? '' : imageIdOf(image),
    containerID,
    started: false,
    resources: {},
    ...(spec === undefined || image === undefined ? {} : runtimeFields(spec, ownerOf(pod, spec, image))),
  };
}

/** A pod that has run to its end. */
export function withCompletion(pod: Pod): Pod {
  const at = pod.metadata.creationTimestamp;
  const containerStatuses = pod.spec.containers.map((_, index) => endedStatus(pod, index, 0, at));
  const conditions = podConditions(at, 1, { status: 'False', reason: 'PodCompleted' });
  return { ...pod, status: { ...pod.status, phase: 'Succeeded', conditions, containerStatuses } };
}

/** How often a crash-looping container of the world has been restarted before the world begins. */
export const earlierRestarts = 3;

/** A pod whose containers wait for their next restart, which comes after `wait` milliseconds. */
export function withCrashLoop(pod: Pod, exitCode: number, wait: number, now: Date): Pod {
  const at = timestamp(new Date(now.getTime() - 5000));
  const containerStatuses = pod.spec.containers.map((spec, index): ContainerStatus => {
    const ended = { ...endedStatus(pod, index, exitCode, at), restartCount: earlierRestarts };
    const known = { ...pod, status: { ...pod.status, containerStatuses: [ended] } };
    return backOffStatus(known, spec, wait, ended.state);
  });
  const names = pod.spec.containers.map((spec) => spec.name).join(' ');
  const message = `containers with unready status: [${names}]`;
  const conditions = podConditions(at, 1, { status: 'False', reason: 'ContainersNotReady', message });
  return { ...pod, status: { ...pod.status, phase: 'Running', conditions, containerStatuses } };
}
