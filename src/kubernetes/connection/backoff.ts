import { setTimeout as wait } from 'node:timers/promises';
import type { ApiFailure } from '../failures/api-failure.ts';
import type { Timing } from '../timing.ts';

/** The waits between attempts that may go on for long: each twice as long as the one before, up to `longestRetryAfter`. */
export class Backoff {
  readonly #timing: Timing;
  #failed = 0;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** After a success: the next wait is the first again. */
  reset(): void {
    this.#failed = 0;
  }

  /** Waits before the next attempt, as long as the server asks for within bounds. Never rejects; an abort ends it. */
  async pause(signal: AbortSignal, failure?: ApiFailure): Promise<void> {
    const { retry, longestRetryAfter } = this.#timing;
    const grown = retry * 2 ** Math.min(this.#failed, 16);
    const asked = (failure?.kind === 'answered' && failure.retryAfterMs) || grown;
    this.#failed += 1;
    await wait(Math.min(asked, longestRetryAfter), undefined, { signal }).catch(() => undefined);
  }
}
