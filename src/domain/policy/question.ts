import type { Ask } from '../asking/ask.ts';
import type { PullPolicy } from '../container/debug-container.ts';
import type { Command } from '../asking/command.ts';
import type { Person } from '../request/person.ts';
import type { PlannedPod } from '../request/plan.ts';

/** What someone wants, in the terms that a policy decides on. Cluster aliases are resolved before. */
export interface Question {
  readonly requester: Person;
  readonly cluster: string;
  readonly namespace: string;
  /** An alias or a whole reference from the policy's images; absent: the first that the rule names. */
  readonly image?: string;
  /** Absent: any that the rule names. */
  readonly profile?: string;
  /** In whole seconds; absent: what the rule gives. */
  readonly timeoutSeconds?: number;
  readonly durationSeconds?: number;
  readonly volumes?: true;
  readonly entrypoint?: true;
  /** Absent: what the image's entry in the policy says, else the cluster's default. */
  readonly pullPolicy?: PullPolicy;
  /** Why it is asked for, in the requester's own words. */
  readonly reason?: string;
  /** Absent: a first look, or with `entrypoint` the image's own entrypoint. */
  readonly command?: Command;
  /** Whether environment variables are asked for, which can change what a command does. */
  readonly env?: true;
  /** To start at once, reviewed afterwards. */
  readonly breakGlass?: true;
  /** When it is judged, in milliseconds since the epoch. */
  readonly at: number;
  /** Absent: not known yet, so what a rule says of the pod is taken to fit. */
  readonly pod?: PlannedPod;
}

/** The question that an ask comes to. */
export function questionOf(
  ask: Omit<Ask, 'text'>,
  about: Pick<Question, 'requester' | 'cluster' | 'namespace' | 'at' | 'pod'>,
): Question {
  return {
    ...about,
    ...(ask.image !== undefined && { image: ask.image }),
    ...(ask.profile !== undefined && { profile: ask.profile }),
    ...(ask.timeoutSeconds !== undefined && { timeoutSeconds: ask.timeoutSeconds }),
    ...(ask.durationSeconds !== undefined && { durationSeconds: ask.durationSeconds }),
    ...(ask.volumes && { volumes: ask.volumes }),
    ...(ask.entrypoint && { entrypoint: ask.entrypoint }),
    ...(ask.pullPolicy && { pullPolicy: ask.pullPolicy }),
    ...(ask.reason !== undefined && { reason: ask.reason }),
    ...(ask.command && { command: ask.command }),
    ...(ask.env && { env: true }),
    ...(ask.breakGlass && { breakGlass: ask.breakGlass }),
  };
}

/** What a pod is of, as the policy names it, such as `Deployment/api`; empty for a pod without an owner, or one not known yet. */
export function workloadOf(pod: PlannedPod | undefined): string {
  return (pod?.owner ?? '').replace(' ', '/');
}
