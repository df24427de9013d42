import type { Command } from './command.ts';

/** What someone typed after `/debug`, read but not yet resolved against policy or cluster. */
export interface Ask {
  /** As typed, for the journal and for asking again. */
  readonly text: string;
  /** A pod's name or the beginning of one. */
  readonly pod: string;
  readonly image?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly target?: string;
  readonly profile?: string;
  readonly reason?: string;
  /** Absent: a first look runs and the session stays open. */
  readonly command?: Command;
}

/** The text after `/debug` that asks for the same. */
export function askText({
  pod,
  image,
  namespace,
  cluster,
  target,
  profile,
  reason,
  command,
}: Omit<Ask, 'text'>): string {
  const flags = { namespace, cluster, target, profile };
  return [
    'pod',
    pod,
    ...(image === undefined ? [] : [image]),
    ...Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag} ${value}`])),
    ...(reason === undefined ? [] : [`--reason "${reason.replaceAll(/["\\$`]/g, '\\$&')}"`]),
    ...(command === undefined ? [] : [`-- ${command.text}`]),
  ].join(' ');
}
