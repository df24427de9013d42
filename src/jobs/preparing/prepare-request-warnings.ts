import type { Plan } from '../../domain/request/plan.ts';
import type { FoundPod } from '../../kubernetes/cluster.ts';

/** What an approver should know of the pod and the plan, each one sentence; what the cluster itself warns of comes besides. */
export function warningsOf(pod: FoundPod, plan: Plan): readonly string[] {
  return [...(plan.target ? [] : [withoutTarget(pod)]), ...(plan.mode === 'entrypoint' ? [WITHOUT_END] : [])];
}

/** PID 1 may be the production app, so no process is ever ended by a signal of Keyhole's from outside. */
const WITHOUT_END =
  "The command is the container's own process, which Keyhole cannot end: when its time is up, it may go on until it ends by itself or the pod is replaced.";

function withoutTarget(pod: FoundPod): string {
  const state = pod.containers.find(({ name }) => name === pod.defaultContainer)?.state ?? 'not running';
  return `The container ${pod.defaultContainer} is ${state}, so the debug container shares the pod's network but sees no process of it.`;
}
