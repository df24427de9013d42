import { type DebugContainer, debugContainer, type VolumeMount } from '../container/debug-container.ts';
import { digestOf } from './digest.ts';
import { firstLook } from '../container/first-look.ts';
import type { Ask } from '../asking/ask.ts';
import type { Grant } from '../policy/judge.ts';

/** The pod that a request is about, as the cluster told it when it was asked for. */
export interface PlannedPod {
  readonly name: string;
  readonly uid: string;
  /** Such as `Deployment api`; absent for a pod without an owner. */
  readonly owner?: string;
  readonly node: string;
  /** Those of its labels and of its namespace's that the policy looks at; absent where it looks at none. */
  readonly labels?: Labels;
  readonly namespaceLabels?: Labels;
}

export type Labels = Readonly<Record<string, string>>;

/** The container of the pod that a session looks into, as the cluster told it when it was asked for. */
export interface PlannedTarget {
  readonly name: string;
  /** The ids that its process runs with, where they are known. */
  readonly uid?: number;
  readonly gid?: number;
  /** Its volume mounts, as far as an ephemeral container may have them; absent unless they are asked for. */
  readonly volumeMounts?: readonly VolumeMount[];
}

/**
 * `exec`: the container's process only waits, commands run beside it. `entrypoint`: the command is the container's own
 * process, for images without a shell; Keyhole cannot end it.
 */
export type Mode = 'exec' | 'entrypoint';

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
  /** Absent: the session sees only its own processes. */
  readonly target?: PlannedTarget;
  readonly mode: Mode;
  readonly container: DebugContainer;
  /** The container is another request's, which still runs: it is neither added nor ended. */
  readonly reused: boolean;
  /** Whom the cluster sees: absent, Keyhole's own account. */
  readonly actAs?: Identity;
  readonly runs: readonly PlannedRun[];
  /** Whether the session stays open after its runs, for more commands, until its time limit. */
  readonly staysOpen: boolean;
  readonly grant: Grant;
}

/** A user of the cluster whom Keyhole impersonates. */
export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface PlanOptions {
  readonly requestId: string;
  readonly ask: Ask;
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: PlannedPod;
  readonly target?: PlannedTarget;
  readonly actAs?: Identity;
  readonly grant: Grant;
  /** The container of another request to use instead of a new one, as it stands in the pod. */
  readonly reuse?: DebugContainer;
}

/** The plan for an ask that policy allows and whose pod was found. */
export function planFor(options: PlanOptions): Plan {
  const { ask, cluster, namespace, pod, target, actAs, grant, reuse } = options;
  const mode = grant.image.mode ?? (ask.entrypoint ? 'entrypoint' : 'exec');
  const run = runOf(ask, grant, mode);
  return {
    cluster,
    namespace,
    pod,
    ...(target && { target }),
    mode,
    container: reuse ?? containerFor(options, mode, run),
    reused: reuse !== undefined,
    ...(actAs && { actAs }),
    runs: [run],
    staysOpen: staysOpen(ask, mode),
    grant,
  };
}

/** The identity of a plan: what the approvers saw and what the worker compares before it starts. */
export function digestOfPlan(plan: Plan): string {
  return digestOf(plan);
}

function staysOpen({ command }: Ask, mode: Mode): boolean {
  return command === undefined && mode === 'exec';
}

function runOf({ command }: Ask, { image }: Grant, mode: Mode): PlannedRun {
  if (command) return { title: command.text, ...command };
  if (mode === 'exec') return firstLook(image.firstLook);
  return { title: 'Entrypoint of the image', text: `The entrypoint of ${image.alias}`, argv: [] };
}

function containerFor(
  { requestId, ask, target, grant }: PlanOptions,
  mode: Mode,
  { argv }: PlannedRun,
): DebugContainer {
  return debugContainer({
    requestId,
    ...(ask.containerName !== undefined && { name: ask.containerName }),
    image: grant.image.reference,
    ...(grant.image.pullPolicy && { pullPolicy: grant.image.pullPolicy }),
    profile: grant.profile,
    ...(target && { target }),
    ...(ask.env && { env: ask.env }),
    limitSeconds: grant.limits.session,
    ...(staysOpen(ask, mode) &&
      grant.limits.extended !== undefined && { longestSeconds: grant.limits.extended }),
    ...(mode === 'entrypoint' && { entrypoint: argv }),
  });
}
