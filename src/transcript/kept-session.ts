import type { JournalEntry, Request } from '../domain/request/request.ts';
import type { OutputSegment } from './segment.ts';

/** All that is kept of one request. */
export interface KeptSession {
  readonly request: Request;
  /** Oldest first. */
  readonly journal: readonly JournalEntry[];
  /** By the run's place; of those that never started there is nothing. */
  readonly outputs: ReadonlyMap<number, RunOutput>;
}

export type RunOutput =
  | { readonly kind: 'kept'; readonly segments: readonly OutputSegment[] }
  /** It is older than what is kept. */
  | { readonly kind: 'gone' }
  /** The transcript would become too big with it. */
  | { readonly kind: 'left-out'; readonly bytes: number };
