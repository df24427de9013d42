import { EventEmitter, once } from 'node:events';
import { Redis } from 'ioredis';
import type { Event, Request } from '../../src/domain/request/request.ts';
import { createLogger, type Logger } from '../../src/logger.ts';
import { openRequests, type Requests } from '../../src/requests/requests.ts';
import { testRedis } from '../helpers/redis.ts';
import { ID } from '../helpers/request.ts';

/** One line of the log, as it was written. */
export type LogLine = { readonly level: string; readonly msg: string } & Readonly<Record<string, unknown>>;

/** What a job needs around it: records in a real Redis, a clock that the test sets, and a log that it reads. */
export interface JobWorld {
  readonly url: string;
  readonly prefix: string;
  readonly redis: Redis;
  readonly requests: Requests;
  readonly clock: { now: number };
  readonly logger: Logger;
  readonly log: readonly LogLine[];
  /** Waits for a line with this message. */
  logged(msg: string): Promise<LogLine>;
  /** Brings the request `ID` on by these events, each of which must count. */
  bring(...events: readonly Event[]): Promise<Request>;
  /** Lets this happen right after the next change by an event of this type, before whoever made it goes on. */
  rightAfter(type: Event['type'], work: () => Promise<unknown>): void;
  /** The request `ID` as it stands. */
  record(): Promise<Request>;
  /** The types of all that happened to it, oldest first. */
  journal(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export function jobWorld(): JobWorld {
  const store = testRedis();
  const { url, prefix } = store;
  const redis = new Redis(url);
  const clock = { now: 1_000_000 };
  const log: LogLine[] = [];
  const lines = new EventEmitter();
  const afterwards = new Map<Event['type'], () => Promise<unknown>>();
  const requests = openRequests({
    redis,
    prefix,
    now: () => clock.now,
    keepMs: 60_000,
    onChange: async (_request, { type }) => {
      const work = afterwards.get(type);
      afterwards.delete(type);
      await work?.();
    },
  });
  const record = async () => {
    const request = await requests.load(ID);
    if (!request) throw new Error('there is no request');
    return request;
  };
  return {
    url,
    prefix,
    redis,
    requests,
    clock,
    log,
    logger: createLogger({
      level: 'debug',
      secrets: [],
      destination: {
        write: (line) => {
          log.push(JSON.parse(line) as LogLine);
          lines.emit('line');
        },
      },
    }),
    logged: async (msg) => {
      for (;;) {
        const line = log.find((each) => each.msg === msg);
        if (line) return line;
        await once(lines, 'line');
      }
    },
    bring: async (...events) => {
      for (const event of events) {
        const change = await requests.change(ID, event);
        if (change.kind === 'refused') throw new Error(`${event.type} was refused: ${change.code}`);
      }
      return record();
    },
    rightAfter: (type, work) => void afterwards.set(type, work),
    record,
    journal: async () => (await requests.journal(ID)).map(({ type }) => type),
    stop: async () => {
      await store.cleanup();
      redis.disconnect();
    },
  };
}
