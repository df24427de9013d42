import type { Redis } from 'ioredis';
import { answerOf } from '../../requests/redis-connection.ts';

/** What each admin was told last of the policy file, over all gateways. */
export interface ToldAdmins {
  /**
   * Notes what someone is told now, undefined for a file in order, and gives what they were told before: in one step, so
   * that of several gateways one finds that it is news. Throws `redis-failed`.
   */
  exchange(slackId: string, digest: string | undefined): Promise<string | undefined>;
}

const KEEP_MS = 7 * 24 * 3_600_000;

/** Keeps it under a prefix in Redis, for a week. */
export function openToldAdmins({ redis, prefix }: { redis: Redis; prefix: string }): ToldAdmins {
  return {
    exchange: async (slackId, digest) => {
      const key = `${prefix}:told-of-policy:${slackId}`;
      const before = await answerOf(
        digest === undefined ? redis.getdel(key) : redis.set(key, digest, 'PX', KEEP_MS, 'GET'),
      );
      return before ?? undefined;
    },
  };
}
