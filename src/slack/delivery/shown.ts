import type { Redis } from 'ioredis';
import { LONGEST_REMINDER_S } from '../../domain/request/break-glass.ts';
import { answerOf } from '../../requests/redis-connection.ts';

/** What a thread shows already, so that a retry or another gateway goes on from there. */
export interface Shown {
  /** The version of the request that everything was last shown for. */
  readonly version: number;
  /** By name of a message, such as `card`, `run-0`, `closing`. */
  readonly messages: Readonly<Record<string, ShownMessage>>;
}

/** Where a message is, and a digest of what it says. */
export interface ShownMessage {
  readonly ts: string;
  readonly digest: string;
  /** Absent: the channel where the request was asked. */
  readonly channel?: string;
}

export interface ShownStore {
  read(requestId: string): Promise<Shown>;
  writeMessage(requestId: string, name: string, message: ShownMessage): Promise<void>;
  /** Forgets what was written of a message. */
  forget(requestId: string, name: string): Promise<void>;
  writeVersion(requestId: string, version: number): Promise<void>;
  /** Keeps where a private answer to an ask goes: Slack takes 5 answers within 30 minutes. */
  writeResponseUrl(requestId: string, url: string): Promise<void>;
  responseUrl(requestId: string): Promise<string | undefined>;
}

const RESPONSE_URL_MS = 30 * 60 * 1000;

/**
 * Keeps what is shown under a prefix in Redis, `keepMs` and as long as a record can wait in between for its review to be asked for
 * again: were it gone before the record, the thread would be shown anew.
 */
export function openShown(options: { redis: Redis; prefix: string; keepMs: number }): ShownStore {
  const { redis, prefix, keepMs } = options;
  const keyOf = (id: string) => `${prefix}:shown:${id}`;
  const urlKeyOf = (id: string) => `${prefix}:response-url:${id}`;
  const write = async (id: string, field: string, value: string) => {
    await answerOf(redis.hset(keyOf(id), field, value));
    await answerOf(redis.pexpire(keyOf(id), keepMs + LONGEST_REMINDER_S * 1_000));
  };
  return {
    read: async (id) => {
      const { version, ...messages } = await answerOf(redis.hgetall(keyOf(id)));
      const parsed = Object.entries(messages).map(([name, json]) => [name, JSON.parse(json)] as const);
      return { version: Number(version ?? 0), messages: Object.fromEntries(parsed) as Shown['messages'] };
    },
    writeMessage: (id, name, message) => write(id, name, JSON.stringify(message)),
    forget: async (id, name) => {
      await answerOf(redis.hdel(keyOf(id), name));
    },
    writeVersion: (id, version) => write(id, 'version', String(version)),
    writeResponseUrl: async (id, url) => {
      await answerOf(redis.set(urlKeyOf(id), url, 'PX', RESPONSE_URL_MS));
    },
    responseUrl: async (id) => (await answerOf(redis.get(urlKeyOf(id)))) ?? undefined,
  };
}
