import { randomInt } from 'node:crypto';
import { randomSecret } from './random-ids.ts';

export type Redeemed =
  | { kind: 'redeemed'; userId: string }
  | { kind: 'refused'; error: 'expired_trigger_id' | 'exchanged_trigger_id' | 'invalid_trigger_id' };

const LIFE_MS = 3000;

/** Trigger ids, each good for one use within 3 seconds (docs.slack.dev/interactivity/handling-user-interaction). */
export class TriggerIds {
  readonly #issued = new Map<string, { userId: string; atMs: number; used: boolean }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A new one for what this person just did. */
  issue(userId: string): string {
    const id = `${randomInt(1e9, 1e10)}.${randomInt(1e9, 1e10)}.${randomSecret()}`;
    this.#issued.set(id, { userId, atMs: this.#now(), used: false });
    return id;
  }

  /** Uses a trigger id up and tells whose it was; the refusals are the error words of Slack's views methods. */
  redeem(id: string): Redeemed {
    const issued = this.#issued.get(id);
    if (!issued) return { kind: 'refused', error: 'invalid_trigger_id' };
    if (issued.used) return { kind: 'refused', error: 'exchanged_trigger_id' };
    if (this.#now() - issued.atMs > LIFE_MS) return { kind: 'refused', error: 'expired_trigger_id' };
    issued.used = true;
    return { kind: 'redeemed', userId: issued.userId };
  }
}
