import type { Redis } from 'ioredis';
import { answerOf } from '../../requests/redis-connection.ts';

/** Which thread belongs to which request. */
export interface Threads {
  /** The request whose card is at the root of this thread; undefined for any other thread. */
  requestOf(channel: string, ts: string): Promise<string | undefined>;
  write(channel: string, ts: string, requestId: string): Promise<void>;
}

/** Keeps them under a prefix in Redis for `keepMs` milliseconds, longer than any session lasts. */
export function openThreads(options: { redis: Redis; prefix: string; keepMs: number }): Threads {
  const { redis, prefix, keepMs } = options;
  const keyOf = (channel: string, ts: string) => `${prefix}:thread:${channel}:${ts}`;
  return {
    requestOf: async (channel, ts) => (await answerOf(redis.get(keyOf(channel, ts)))) ?? undefined,
    write: async (channel, ts, requestId) => {
      await answerOf(redis.set(keyOf(channel, ts), requestId, 'PX', keepMs));
    },
  };
}
