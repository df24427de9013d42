import type { Redis } from 'ioredis';
import { answerOf } from '../../requests/redis-connection.ts';

/** Live updates of threads a minute over all gateways, of the 50 that Slack takes; the rest is for what must be shown. */
const TAILS_A_MINUTE = 35;
const MINUTE_MS = 60_000;

/** Whether one more live update fits into what Slack allows this minute. Asking takes one. */
export function tailBudget(options: {
  redis: Redis;
  prefix: string;
  now: () => number;
}): () => Promise<boolean> {
  const { redis, prefix, now } = options;
  return async () => {
    const key = `${prefix}:tails:${Math.floor(now() / MINUTE_MS)}`;
    const taken = await answerOf(redis.incr(key));
    if (taken === 1) await answerOf(redis.pexpire(key, 2 * MINUTE_MS));
    return taken <= TAILS_A_MINUTE;
  };
}
