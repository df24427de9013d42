import type { Redis } from 'ioredis';
import type { Frozen } from '../domain/request/frozen.ts';
import { answerOf } from './redis-connection.ts';

/** The global stop. It holds until it is taken back, over every restart. */
export interface Freeze {
  /** Undefined while Keyhole is not frozen. */
  read(): Promise<Frozen | undefined>;
  write(frozen: Frozen): Promise<void>;
  clear(): Promise<void>;
}

/** Opens the global stop kept under a prefix. Errors of Redis are thrown as `redis-failed`. */
export function openFreeze({ redis, prefix }: { redis: Redis; prefix: string }): Freeze {
  const key = `${prefix}:frozen`;
  return {
    read: async () => {
      const frozen = await answerOf(redis.get(key));
      return frozen === null ? undefined : (JSON.parse(frozen) as Frozen);
    },
    write: async (frozen) => {
      await answerOf(redis.set(key, JSON.stringify(frozen)));
    },
    clear: async () => {
      await answerOf(redis.del(key));
    },
  };
}
