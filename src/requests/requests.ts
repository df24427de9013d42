import type { Redis } from 'ioredis';
import type { Event, JournalEntry, Request } from '../domain/request/request.ts';
import { refuse } from '../domain/request/changing.ts';
import { wasDenied } from '../domain/request/review-steps.ts';
import { type Refusal, transition } from '../domain/request/transition.ts';
import { triggersFor } from '../domain/request/triggers.ts';
import { KeyholeError } from '../errors.ts';
import { DENIALS_KEEP_MS, type DoorKeys, throughTheDoor } from './door.ts';
import { answerOf } from './redis-connection.ts';

export type Change =
  | { readonly kind: 'changed'; readonly request: Request; readonly event: Event }
  /** The request as it stood when the change was refused; undefined when there is none. */
  | (Refusal & { readonly request: Request | undefined });

/** How many requests may be open at once, this one included; compared in the step that writes it. Absent: any number. */
export interface MostOpen {
  readonly ofPerson?: number;
  readonly onPod?: number;
}

/** The records and journals of all requests. */
export interface Requests {
  load(id: string): Promise<Request | undefined>;
  /** The journal of a request, oldest entry first. */
  journal(id: string): Promise<readonly JournalEntry[]>;
  /** Applies an event to a request as it stands now, or tells why it changes nothing. */
  change(id: string, event: Event, most?: MostOpen): Promise<Change>;
  /** Ids of the requests that are not settled: not ended, or ended with something left to do. */
  unsettled(): Promise<readonly string[]>;
  /** Takes an ended request, with nothing left to do, from the sweeper's set. */
  settle(id: string): Promise<void>;
  /** When this person's requests were denied in the last 48 hours, in milliseconds since the epoch, oldest first. */
  recentDenials(slackId: string): Promise<readonly number[]>;
  /** Ids of the requests of a channel that changed at or after a time, in milliseconds since the epoch; the latest first. */
  changedIn(channel: string, since: number): Promise<readonly string[]>;
  /** Ids of the latest 50 requests of a person, the one that changed last first. */
  latestOf(slackId: string): Promise<readonly string[]>;
}

export interface RequestsOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly now: () => number;
  /** How long a record and its journal are kept, in milliseconds, after the last change and all that it waits for. */
  readonly keepMs: number;
  /** Told of every change after it is written. What it fails to do, the sweeper does later. */
  readonly onChange: (request: Request, event: Event) => Promise<void>;
}

/** Where a request is kept: a hash of its version, its record and its lease. */
export function recordKey(prefix: string, id: string): string {
  return `${prefix}:request:${id}`;
}

/** How many requests of one channel can be found by it, from the latest. */
const MOST_IN_CHANNEL = 500;
/** How many requests of one person, from the latest. */
const MOST_OF_PERSON = 50;

/** How often one change is decided anew when others come in between. Each loss means that someone else's change won. */
const MOST_TRIES = 50;

/** Opens the requests kept under a prefix in Redis. Errors of Redis are thrown as `redis-failed`. */
export function openRequests(options: RequestsOptions): Requests {
  const { redis, prefix, now, keepMs, onChange } = options;
  const unsettledKey = `${prefix}:unsettled`;
  const journalKey = (id: string) => `${prefix}:journal:${id}`;
  const deniedKey = (slackId: string) => `${prefix}:denied:${slackId}`;
  const inChannelKey = (channel: string) => `${prefix}:in-channel:${channel}`;
  const ofPersonKey = (slackId: string) => `${prefix}:of-person:${slackId}`;
  const keysOf = ({ id, requester, place, cluster, plan }: Request): DoorKeys => ({
    record: recordKey(prefix, id),
    journal: journalKey(id),
    unsettled: unsettledKey,
    denied: deniedKey(requester.slackId),
    ofPerson: `${prefix}:open:person:${requester.slackId}`,
    onPod: plan && `${prefix}:open:pod:${cluster}/${plan.pod.uid}`,
    lists: [
      { key: inChannelKey(place.channel), most: MOST_IN_CHANNEL },
      { key: ofPersonKey(requester.slackId), most: MOST_OF_PERSON },
    ],
  });

  const load = async (id: string): Promise<Request | undefined> => {
    const record = await answerOf(redis.hget(recordKey(prefix, id), 'record'));
    return record === null ? undefined : (JSON.parse(record) as Request);
  };

  const change = async (id: string, event: Event, most: MostOpen = {}): Promise<Change> => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const before = await load(id);
      const at = now();
      const decided = transition(id, before, event, at);
      if (decided.kind === 'refused') return { ...decided, request: before };
      const { request } = decided;
      const entry: JournalEntry = { seq: request.version, at, ...event };
      const written = await answerOf(
        throughTheDoor(redis, keysOf(request), {
          id,
          expected: before?.version ?? 0,
          next: request.version,
          record: JSON.stringify(request),
          lease: request.lease,
          entry: JSON.stringify(entry),
          keepMs: keepMs + waitsFor(request, at),
          at,
          isOpen: request.state !== 'ended',
          deniedAt: wasDenied(request) && before?.state !== 'ended' ? at : undefined,
          most,
        }),
      );
      if (written === 'lost') continue;
      if (written !== 'written') return { ...refuse(written), request: before };
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
      const entries = await answerOf(redis.lrange(journalKey(id), 0, -1));
      return entries.map((entry) => JSON.parse(entry) as JournalEntry);
    },
    unsettled: () => answerOf(redis.smembers(unsettledKey)),
    settle: async (id) => {
      await answerOf(redis.srem(unsettledKey, id));
    },
    recentDenials: async (slackId) => {
      const since = now() - DENIALS_KEEP_MS;
      const answer = await answerOf(
        redis.zrangebyscore(deniedKey(slackId), `(${since}`, '+inf', 'WITHSCORES'),
      );
      return answer.filter((_each, index) => index % 2 === 1).map(Number);
    },
    changedIn: (channel, since) =>
      answerOf(redis.zrange(inChannelKey(channel), '+inf', String(since), 'BYSCORE', 'REV')),
    latestOf: (slackId) => answerOf(redis.zrevrange(ofPersonKey(slackId), 0, -1)),
  };
}

/** How long until the last of what a request waits for, in milliseconds: its record must not be gone before. */
function waitsFor(request: Request, now: number): number {
  return Math.max(...triggersFor(request, now).map(({ delayMs }) => delayMs));
}
