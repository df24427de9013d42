import type { Redis } from 'ioredis';
import type { Event, JournalEntry, Request } from '../domain/request/request.ts';
import { type Refusal, transition } from '../domain/request/transition.ts';
import { KeyholeError } from '../errors.ts';
import { throughTheDoor } from './door.ts';
import { answerOf } from './redis-connection.ts';

export type Change =
  | { readonly kind: 'changed'; readonly request: Request; readonly event: Event }
  /** The request as it stood when the change was refused; undefined when there is none. */
  | (Refusal & { readonly request: Request | undefined });

/** The records and journals of all requests. */
export interface Requests {
  load(id: string): Promise<Request | undefined>;
  /** The journal of a request, oldest entry first. */
  journal(id: string): Promise<readonly JournalEntry[]>;
  /** Applies an event to a request as it stands now, or tells why it changes nothing. */
  change(id: string, event: Event): Promise<Change>;
  /** Ids of the requests that are not settled: not ended, or ended with something left to do. */
  unsettled(): Promise<readonly string[]>;
  /** Takes an ended request, with nothing left to do, from the sweeper's set. */
  settle(id: string): Promise<void>;
}

export interface RequestsOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly now: () => number;
  /** How long a record and its journal are kept after the last change, in milliseconds. */
  readonly keepMs: number;
  /** Told of every change after it is written. What it fails to do, the sweeper does later. */
  readonly onChange: (request: Request, event: Event) => Promise<void>;
}

/** Where a request is kept: a hash of its version, its record and its lease. */
export function recordKey(prefix: string, id: string): string {
  return `${prefix}:request:${id}`;
}

/** How often one change is decided anew when others come in between. Each loss means that someone else's change won. */
const MOST_TRIES = 50;

/** Opens the requests kept under a prefix in Redis. Errors of Redis are thrown as `redis-failed`. */
export function openRequests(options: RequestsOptions): Requests {
  const { redis, prefix, now, keepMs, onChange } = options;
  const unsettledKey = `${prefix}:unsettled`;
  const keysOf = (id: string) => ({
    record: recordKey(prefix, id),
    journal: `${prefix}:journal:${id}`,
    unsettled: unsettledKey,
  });

  const load = async (id: string): Promise<Request | undefined> => {
    const record = await answerOf(redis.hget(keysOf(id).record, 'record'));
    return record === null ? undefined : (JSON.parse(record) as Request);
  };

  const change = async (id: string, event: Event): Promise<Change> => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const before = await load(id);
      const at = now();
      const decided = transition(id, before, event, at);
      if (decided.kind === 'refused') return { ...decided, request: before };
      const { request } = decided;
      const entry: JournalEntry = { seq: request.version, at, ...event };
      const written = await answerOf(
        throughTheDoor(redis, keysOf(id), {
          id,
          expected: before?.version ?? 0,
          next: request.version,
          record: JSON.stringify(request),
          lease: request.lease,
          entry: JSON.stringify(entry),
          keepMs,
        }),
      );
      if (!written) continue;
      await onChange(request, event);
      return { kind: 'changed', request, event };
    }
    throw new KeyholeError(
      'request-contended',
      `The request ${id} changed ${MOST_TRIES} times while it was being changed.`,
    );
  };

  return {
    load,
    change,
    journal: async (id) => {
      const entries = await answerOf(redis.lrange(keysOf(id).journal, 0, -1));
      return entries.map((entry) => JSON.parse(entry) as JournalEntry);
    },
    unsettled: () => answerOf(redis.smembers(unsettledKey)),
    settle: async (id) => {
      await answerOf(redis.srem(unsettledKey, id));
    },
  };
}
