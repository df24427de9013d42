import { randomSecret } from './random-ids.ts';

/** What a response_url answers to: a slash command, or a click on one message. */
export type ResponseTarget = {
  kind: 'command' | 'click';
  channel: string;
  user: string;
  /** The clicked message, which replace_original and delete_original mean. */
  messageTs?: string;
};

export type Spent =
  | { kind: 'granted'; target: ResponseTarget }
  | { kind: 'refused'; error: 'used_url' | 'expired_url' | 'invalid_url' };

const LIFE_MS = 30 * 60 * 1000;
const USES = 5;

/** The response_urls of a workspace: each good for 5 uses within 30 minutes (docs.slack.dev/interactivity/handling-user-interaction). */
export class ResponseUrls {
  readonly #issued = new Map<string, { target: ResponseTarget; atMs: number; uses: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The secret part of a new address. */
  issue(target: ResponseTarget): string {
    const secret = randomSecret();
    this.#issued.set(secret, { target, atMs: this.#now(), uses: 0 });
    return secret;
  }

  /** Counts one use. */
  spend(secret: string): Spent {
    const issued = this.#issued.get(secret);
    if (!issued) return { kind: 'refused', error: 'invalid_url' };
    if (this.#now() - issued.atMs > LIFE_MS) return { kind: 'refused', error: 'expired_url' };
    if (issued.uses >= USES) return { kind: 'refused', error: 'used_url' };
    issued.uses += 1;
    return { kind: 'granted', target: issued.target };
  }
}
