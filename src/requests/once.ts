import type { Redis } from 'ioredis';
import { answerOf } from './redis-connection.ts';

/** For what must not come twice though its envelope does, and leaves nothing else behind that would tell. */
export interface Once {
  /** Whether this is the first time that it is asked with this id, within 30 minutes. */
  first(id: string): Promise<boolean>;
}

const REMEMBER_MS = 30 * 60 * 1000;

/** Remembers ids under a prefix in Redis. Errors of Redis are thrown as `redis-failed`. */
export function openOnce({ redis, prefix }: { redis: Redis; prefix: string }): Once {
  return {
    first: async (id) =>
      (await answerOf(redis.set(`${prefix}:once:${id}`, '1', 'PX', REMEMBER_MS, 'NX'))) === 'OK',
  };
}
