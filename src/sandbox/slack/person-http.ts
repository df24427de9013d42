/** What the person API answers; a refusal has `error` and one sentence in `message`. */
export interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly message?: string;
}

/** Requests to the person API as one person. */
export interface PersonHttp {
  get<Reply>(path: string): Promise<Reply>;
  post<Reply = Answer>(path: string, body: object): Promise<Reply>;
}

const LOOK_EVERY_MS = 25;
const DEFAULT_TIMEOUT_MS = 15_000;

/** `url` is the address of the sandbox's page. */
export function personHttp(url: string, userId: string): PersonHttp {
  const base = `${url}/sandbox/api/people/${userId}`;
  return {
    get: async <Reply>(path: string) => (await (await fetch(`${base}/${path}`)).json()) as Reply,
    post: async <Reply>(path: string, body: object) => {
      const response = await fetch(`${base}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await response.json()) as Reply;
    },
  };
}

/**
 * Looks again every 25 ms until `found` gives something for what is there. Rejects after `timeoutMs` (15 s unless
 * told) with `what` and, by `tell`, what was last seen.
 */
export async function lookUntil<Seen, Found>(
  look: () => Promise<Seen>,
  found: (seen: Seen) => Found | undefined,
  what: string,
  tell: (seen: Seen) => string,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<Found> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    const result = found(seen);
    if (result !== undefined) return result;
    if (Date.now() > deadline)
      throw new Error(`${what} did not come within ${timeoutMs / 1000} s. ${tell(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
