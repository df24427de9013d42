import { randomInt } from 'node:crypto';
import { randomSecret } from './random-ids.ts';

export type Redeemed = 'redeemed' | 'expired_trigger_id' | 'exchanged_trigger_id' | 'invalid_trigger_id';

const LIFE_MS = 3000;

/** Trigger ids, each good for one use within 3 seconds (docs.slack.dev/interactivity/handling-user-interaction). */
export class TriggerIds {
  readonly #issued = new Map<string, { atMs: number; used: boolean }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(): string {
    const id = `${randomInt(1e9, 1e10)}.${randomInt(1e9, 1e10)}.${randomSecret()}`;
    this.#issued.set(id, { atMs: this.#now(), used: false });
    return id;
  }

  /** Uses a trigger id up; the refusals are the error words that Slack's views methods answer. */
  redeem(id: string): Redeemed {
    const issued = this.#issued.get(id);
    if (!issued) return 'invalid_trigger_id';
    if (issued.used) return 'exchanged_trigger_id';
    if (this.#now() - issued.atMs > LIFE_MS) return 'expired_trigger_id';
    issued.used = true;
    return 'redeemed';
  }
}
