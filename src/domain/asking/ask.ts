import type { Command } from './command.ts';
import type { PullPolicy } from '../container/debug-container.ts';
import { envText } from './env-flag.ts';
import { shellQuoted } from './shell-words.ts';
import { timeSpanText } from './time-span.ts';

export const WORKLOAD_KINDS = ['deployment', 'statefulset', 'daemonset', 'replicaset', 'job'] as const;
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

/** Which pod is meant. */
export type Wanted =
  /** A pod's name or the beginning of one. */
  | { readonly kind: 'pod'; readonly name: string }
  /** The pod of a workload that most needs a look. */
  | { readonly kind: 'workload'; readonly workload: WorkloadKind; readonly name: string }
  /** Of the pods that a label selector fits, the one that most needs a look. */
  | { readonly kind: 'selector'; readonly selector: string };

/** What someone typed after `/debug`, read but not yet resolved against policy or cluster. */
export interface Ask {
  /** As typed, for the journal and for asking again. */
  readonly text: string;
  readonly wanted: Wanted;
  readonly image?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly target?: string;
  readonly profile?: string;
  readonly reason?: string;
  /** What the debug container is to be called; absent: after the request's id. */
  readonly containerName?: string;
  readonly pullPolicy?: PullPolicy;
  readonly env?: Readonly<Record<string, string>>;
  /** The limit of each command, and of the session, in whole seconds, where less than the policy's is wanted. */
  readonly timeoutSeconds?: number;
  readonly durationSeconds?: number;
  /** The command is the container's own process; absent: as the image's entry in the policy says. */
  readonly entrypoint?: true;
  /** Whether the target's volumes are wanted, too. */
  readonly volumes?: true;
  /** The name of a debug container of Keyhole's that still runs in the pod, to be used instead of a new one. */
  readonly reuse?: string;
  /** To start at once and be reviewed afterwards, where a rule lets them. */
  readonly breakGlass?: true;
  /** Absent: a first look runs and the session stays open. */
  readonly command?: Command;
}

/** The text after `/debug` that asks for the same: `readCommandLine` reads it as this ask again. */
export function askText(ask: Omit<Ask, 'text'>): string {
  const { image, timeoutSeconds, durationSeconds } = ask;
  return [
    ...wantedWords(ask.wanted),
    ...(image === undefined ? [] : [shellQuoted(image)]),
    ...flagWords('--namespace', ask.namespace),
    ...flagWords('--cluster', ask.cluster),
    ...flagWords('--container', ask.containerName),
    ...flagWords('--target', ask.target),
    ...flagWords('--profile', ask.profile),
    ...flagWords('--image-pull-policy', ask.pullPolicy),
    ...Object.entries(ask.env ?? {}).flatMap(([name, value]) => flagWords('--env', envText(name, value))),
    ...(ask.entrypoint ? ['--entrypoint'] : []),
    ...(ask.volumes ? ['--volumes'] : []),
    ...flagWords('--timeout', timeoutSeconds === undefined ? undefined : timeSpanText(timeoutSeconds)),
    ...flagWords('--duration', durationSeconds === undefined ? undefined : timeSpanText(durationSeconds)),
    ...flagWords('--reuse', ask.reuse),
    ...(ask.breakGlass ? ['--break-glass'] : []),
    ...flagWords('--reason', ask.reason),
    ...(ask.command === undefined ? [] : ['--', ask.command.text]),
  ].join(' ');
}

function wantedWords(wanted: Wanted): readonly string[] {
  switch (wanted.kind) {
    case 'pod':
      return ['pod', wanted.name];
    case 'workload':
      return [`${wanted.workload}/${wanted.name}`];
    case 'selector':
      return ['pods', '-l', shellQuoted(wanted.selector)];
  }
}

/** A value that begins with a dash could be taken for a flag, so it is attached. */
function flagWords(flag: string, value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  return value.startsWith('-') ? [`${flag}=${shellQuoted(value)}`] : [flag, shellQuoted(value)];
}
