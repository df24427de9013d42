import { AskedToWait } from '../../errors.ts';

/** What to do about calls that Slack limits. `kind` names what it counts together, such as the posts in one channel. */
export interface SlackLimits {
  /** Throws while Slack is known to take no such call. */
  check(kind: string): void;
  /** Slack asked to wait. Resolves to whether to make the call again now; `waits` is how often this call waited before. */
  limited(kind: string, waitMs: number, waits: number): Promise<boolean>;
}

/** How often a call waits for itself, and how long at the most, in milliseconds. */
const MOST_WAITS = 4;
const LONGEST_WAIT_MS = 10_000;

/** For whoever has nothing to do meanwhile: a call waits for itself. `wait` sleeps for a number of milliseconds. */
export function waitingHere(wait: (ms: number) => Promise<unknown>): SlackLimits {
  return {
    check: () => {},
    limited: async (_kind, waitMs, waits) => {
      if (waitMs > LONGEST_WAIT_MS || waits >= MOST_WAITS) return false;
      await wait(waitMs);
      return true;
    },
  };
}

/**
 * For jobs: the job waits in its queue as long as Slack asks, so that one busy channel holds up no other, and jobs that
 * would call for the same meanwhile wait with it without asking. `now` in milliseconds.
 */
export function waitingInQueue(now: () => number): SlackLimits {
  const closedUntil = new Map<string, number>();
  const check = (kind: string): void => {
    const waitMs = (closedUntil.get(kind) ?? 0) - now();
    if (waitMs > 0) throw new AskedToWait(`Slack takes no more of ${kind} for ${waitMs} ms.`, waitMs);
    closedUntil.delete(kind);
  };
  return {
    check,
    limited: async (kind, waitMs) => {
      closedUntil.set(kind, now() + waitMs);
      check(kind);
      return true;
    },
  };
}
