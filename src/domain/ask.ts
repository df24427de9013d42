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
