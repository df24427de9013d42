import type { Outcome, OutputSummary, Verdict } from '../../domain/request/request.ts';

/** How a run ended, as the record takes it. */
export interface EndedRun {
  readonly verdict: Verdict;
  readonly output: OutputSummary;
  /** Absent when the container never took the command. */
  readonly tookMs?: number;
  /** Set when the session cannot go on after this. */
  readonly over?: { readonly outcome: Outcome; readonly sentence: string };
}

export type Ending = Pick<EndedRun, 'verdict' | 'over'>;

export const NO_OUTPUT: OutputSummary = { bytes: 0, cutBytes: 0, redactions: 0 };

/** Nobody knows what the run did, so nothing may follow it in the session. */
export function unknownEnding(sentence: string): Ending {
  return { verdict: { kind: 'unknown', sentence }, over: { outcome: 'interrupted', sentence } };
}

/** The command did not run. */
export function neverRan(sentence: string): Ending {
  return { verdict: { kind: 'could-not-start', sentence }, over: { outcome: 'failed', sentence } };
}
