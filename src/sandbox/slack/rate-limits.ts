/** How fast a method may be called: `burst` at once, then `perSecond` on average. */
export type Rate = { burst: number; perSecond: number };
export type Bucket = { tokens: number; atMs: number };
export type Taken =
  { kind: 'allowed'; bucket: Bucket } | { kind: 'limited'; bucket: Bucket; retryAfterSeconds: number };

const perMinute = (count: number): Rate => ({ burst: count, perSecond: count / 60 });

/**
 * Slack's tiers (docs.slack.dev/apis/web-api/rate-limits), each taken at its floor. Slack allows "short bursts" above
 * one post a second a channel without giving a number; three is strict and still real. Tier 1 promises one a minute
 * and Slack lets reconnects pass, so `connections` is wider.
 */
export const RATES = {
  post: { burst: 3, perSecond: 1 },
  connections: perMinute(20),
  tier2: perMinute(20),
  tier3: perMinute(50),
  tier4: perMinute(100),
  special: perMinute(600),
} as const satisfies Record<string, Rate>;

/** Takes one token from a bucket, full when undefined. Pure; `retryAfterSeconds` is whole and at least 1. */
export function take(bucket: Bucket | undefined, rate: Rate, nowMs: number): Taken {
  const before = bucket ?? { tokens: rate.burst, atMs: nowMs };
  const elapsedSeconds = Math.max(0, nowMs - before.atMs) / 1000;
  const tokens = Math.min(rate.burst, before.tokens + elapsedSeconds * rate.perSecond);
  // Sums of fractions may end a hair below a whole token.
  if (tokens + 1e-9 >= 1) return { kind: 'allowed', bucket: { tokens: tokens - 1, atMs: nowMs } };
  const retryAfterSeconds = Math.max(1, Math.ceil((1 - tokens) / rate.perSecond - 1e-9));
  return { kind: 'limited', bucket: { tokens, atMs: nowMs }, retryAfterSeconds };
}

/** Buckets by key, over a clock in milliseconds. They take `pace` times as many calls as the rates say. */
export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;
  readonly #pace: number;

  constructor(now: () => number, pace = 1) {
    this.#now = now;
    this.#pace = pace;
  }

  /** Counts one call; answers the seconds to wait, or undefined when it may pass. */
  count(key: string, rate: Rate): number | undefined {
    const paced = { burst: rate.burst * this.#pace, perSecond: rate.perSecond * this.#pace };
    const taken = take(this.#buckets.get(key), paced, this.#now());
    this.#buckets.set(key, taken.bucket);
    return taken.kind === 'limited' ? taken.retryAfterSeconds : undefined;
  }
}
