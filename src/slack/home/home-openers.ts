import type { Redis } from 'ioredis';
import { answerOf } from '../../requests/redis-connection.ts';

/** How long a Home tab is kept current after it was opened, in milliseconds. */
export const FOLLOWED_MS = 60 * 60_000;

/** Whose Home tab is kept current, and what it shows, over all gateways. Errors of Redis are thrown as `redis-failed`. */
export interface HomeOpeners {
  /** Notes that someone opened theirs; what it shows is told to Slack anew then. */
  opened(slackId: string): Promise<void>;
  /** Those who opened theirs in the last hour, the latest first. */
  all(): Promise<readonly string[]>;
  isOne(slackId: string): Promise<boolean>;
  /** Lets go of someone. */
  forget(slackId: string): Promise<void>;
  /** A digest of what Slack was last told to show; undefined where that is not known. */
  shown(slackId: string): Promise<string | undefined>;
  writeShown(slackId: string, digest: string): Promise<void>;
}

/** Keeps them under a prefix in Redis, for an hour. */
export function openHomeOpeners(options: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly now: () => number;
}): HomeOpeners {
  const { redis, prefix, now } = options;
  const key = `${prefix}:home-openers`;
  const shownKey = (slackId: string) => `${prefix}:home:${slackId}`;
  return {
    opened: async (slackId) => {
      await answerOf(redis.del(shownKey(slackId)));
      await answerOf(redis.zadd(key, now(), slackId));
      await answerOf(redis.zremrangebyscore(key, '-inf', now() - FOLLOWED_MS));
      await answerOf(redis.pexpire(key, FOLLOWED_MS));
    },
    all: () => answerOf(redis.zrevrangebyscore(key, '+inf', `(${now() - FOLLOWED_MS}`)),
    isOne: async (slackId) => Number((await answerOf(redis.zscore(key, slackId))) ?? 0) > now() - FOLLOWED_MS,
    forget: async (slackId) => {
      await answerOf(redis.zrem(key, slackId));
    },
    shown: async (slackId) => (await answerOf(redis.get(shownKey(slackId)))) ?? undefined,
    writeShown: async (slackId, digest) => {
      await answerOf(redis.set(shownKey(slackId), digest, 'PX', FOLLOWED_MS));
    },
  };
}
