import { type DebugContainer, debugContainer } from './debug-container.ts';
import { digestOf } from './digest.ts';
import { firstLook } from './first-look.ts';
import type { Ask } from './ask.ts';
import type { Grant } from './judge.ts';

/** The pod that a request is about, as the cluster told it when it was asked for. */
export interface PlannedPod {
  readonly name: string;
  readonly uid: string;
  /** Such as `Deployment api`; absent for a pod without an owner. */
  readonly owner?: string;
  readonly node: string;
}

/** A run that a request asks for: what people read, and what exec receives. */
export interface PlannedRun {
  /** A few words for the thread. */
  readonly title: string;
  /** All of it, for whoever decides. */
  readonly text: string;
  readonly argv: readonly string[];
}

/** Everything that an approver approves. Its digest is what may run, once. */
export interface Plan {
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: PlannedPod;
  readonly container: DebugContainer;
  readonly runs: readonly PlannedRun[];
  /** Whether the session stays open after its runs, for more commands, until its time limit. */
  readonly staysOpen: boolean;
  readonly grant: Grant;
}

export interface PlanOptions {
  readonly requestId: string;
  readonly ask: Ask;
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: PlannedPod;
  /** The container of the pod whose processes the session sees; absent: it sees only its own. */
  readonly target?: string;
  readonly grant: Grant;
}

/** The plan for an ask that policy allows and whose pod was found. */
export function planFor({ requestId, ask, cluster, namespace, pod, target, grant }: PlanOptions): Plan {
  const run = ask.command ? { title: ask.command.text, ...ask.command } : firstLook(grant.image.firstLook);
  return {
    cluster,
    namespace,
    pod,
    container: debugContainer({
      requestId,
      image: grant.image.reference,
      ...(grant.image.pullPolicy && { pullPolicy: grant.image.pullPolicy }),
      profile: grant.profile,
      ...(target !== undefined && { target }),
      limitSeconds: grant.limits.session,
    }),
    runs: [run],
    staysOpen: ask.command === undefined,
    grant,
  };
}

/** The identity of a plan: what the approvers saw and what the worker compares before it starts. */
export function digestOfPlan(plan: Plan): string {
  return digestOf(plan);
}
