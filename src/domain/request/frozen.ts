import type { Person } from './person.ts';
import type { EventOf } from './changing.ts';

/** All of Keyhole is stopped: nothing new starts until an admin takes it back. */
export interface Frozen {
  readonly by: Person;
  readonly reason?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Why nothing starts and what was open has ended. */
export function frozenSentence({ by, reason }: Frozen): string {
  const why = reason === undefined ? '' : `: ${reason.replace(/[.\s]+$/, '')}`;
  return `Keyhole was frozen by ${by.name}${why}. Ask again once it is unfrozen.`;
}

/** What a freeze does to a request that is open. */
export function stoppedBy(frozen: Frozen): EventOf<'ended'> {
  return { type: 'ended', outcome: 'stopped', sentence: frozenSentence(frozen), by: frozen.by };
}
