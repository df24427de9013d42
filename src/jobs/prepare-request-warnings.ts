import type { Ask } from '../domain/ask.ts';
import { hidesHolder } from '../domain/debug-container.ts';
import { HOLDER_FOLDER } from '../domain/holder.ts';
import type { Plan } from '../domain/plan.ts';
import type { FoundPod } from '../kubernetes/cluster.ts';

/** What an approver should know of the pod and the plan, each one sentence; what the cluster itself warns of comes besides. */
export function warningsOf(ask: Ask, pod: FoundPod, plan: Plan): readonly string[] {
  return [
    ...(plan.target ? [] : [withoutTarget(pod)]),
    ...(plan.mode === 'entrypoint' ? [WITHOUT_END] : []),
    ...volumes(ask, pod, plan),
  ];
}

/** PID 1 may be the production app, so no process is ever ended by a signal of Keyhole's from outside. */
const WITHOUT_END =
  "The command is the container's own process, which Keyhole cannot end: when its time is up, it may go on until it ends by itself or the pod is replaced.";

function withoutTarget(pod: FoundPod): string {
  const state = pod.containers.find(({ name }) => name === pod.defaultContainer)?.state ?? 'not running';
  return `The container ${pod.defaultContainer} is ${state}, so the debug container shares the pod's network but sees no process of it.`;
}

function volumes({ volumes: wanted }: Ask, pod: FoundPod, { target, reused }: Plan): readonly string[] {
  if (!wanted || reused) return [];
  if (!target) return ['No volume is mounted, as there is no container to take them from.'];
  const mounts = target.volumeMounts ?? [];
  const all = pod.containers.find(({ name }) => name === target.name)?.volumeMounts ?? [];
  const writable = mounts.filter(({ readOnly }) => readOnly !== true).length;
  return [
    mounts.length > 0
      ? `It mounts ${mounts.length} of the volumes of ${target.name}, ${writable} of them writable.`
      : `${target.name} has no volume that a debug container may mount.`,
    ...(all.some(hidesHolder)
      ? [`The volume at ${HOLDER_FOLDER} is left out, as Keyhole tells the debug container there to end.`]
      : []),
  ];
}
