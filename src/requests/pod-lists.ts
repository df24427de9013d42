import type { Redis } from 'ioredis';
import type { PlannedPod } from '../domain/request/plan.ts';
import { requestIdFrom } from '../domain/request/request-id.ts';
import { allAtOnce, answerOf } from './redis-connection.ts';

/** A pod as the request builder offers it. */
export interface ListedPod {
  /** As policies see it, with labels where the policy looks at them. */
  readonly pod: PlannedPod;
  readonly phase: string;
  readonly ready: boolean;
  /** Of all its containers together. */
  readonly restarts: number;
  readonly containers: readonly string[];
}

/** Whose pods; where a cluster sees who asks, as whom. */
export interface PodListPlace {
  readonly cluster: string;
  readonly namespace: string;
  readonly email?: string;
}

export type PodList =
  /** `cut`: there are more than these. */
  | {
      readonly kind: 'pods';
      readonly pods: readonly ListedPod[];
      readonly cut: boolean;
      /** When the cluster was asked, in milliseconds since the epoch. */
      readonly at: number;
    }
  | { readonly kind: 'failed'; readonly sentence: string; readonly at: number };

/** What clusters told of the pods of namespaces, for people who are choosing one. */
export interface PodLists {
  /** Notes down what is to be listed, and tells under which id. */
  ask(place: PodListPlace): Promise<string>;
  /** Counts a list that someone would have a cluster asked for; false where they had it asked often enough in this minute. */
  mayAsk(slackId: string): Promise<boolean>;
  /** What is to be listed under an id. */
  asked(id: string): Promise<PodListPlace | undefined>;
  write(place: PodListPlace, list: PodList): Promise<void>;
  read(place: PodListPlace): Promise<PodList | undefined>;
}

/** How long a list is kept, in milliseconds: as long as someone may choose by it before it misleads. */
const KEEP_MS = 60_000;
/** How old a list may be before the cluster is asked again, in milliseconds. */
export const FRESH_MS = 10_000;

/** How many lists one person may have clusters asked for in a minute: each is of up to 1,000 pods. */
const MOST_A_MINUTE = 20;
const MINUTE_MS = 60_000;

/** The same for every ask for the same list, so that many people who type at once ask the cluster once. */
export function podListId({ cluster, namespace, email = '' }: PodListPlace): string {
  return requestIdFrom(JSON.stringify([cluster, namespace, email]));
}

/** Opens the lists kept under a prefix. Errors of Redis are thrown as `redis-failed`. */
export function openPodLists({ redis, prefix }: { redis: Redis; prefix: string }): PodLists {
  const askedKey = (id: string) => `${prefix}:pods-asked:${id}`;
  const listKey = (place: PodListPlace) => `${prefix}:pods:${podListId(place)}`;
  const write = async (key: string, value: PodListPlace | PodList) => {
    await answerOf(redis.set(key, JSON.stringify(value), 'PX', KEEP_MS));
  };
  return {
    ask: async (place) => {
      const id = podListId(place);
      await write(askedKey(id), place);
      return id;
    },
    mayAsk: async (slackId) => {
      const key = `${prefix}:pods-asked-by:${slackId}`;
      await allAtOnce(redis.multi().set(key, 0, 'PX', MINUTE_MS, 'NX').incr(key));
      return Number(await answerOf(redis.get(key))) <= MOST_A_MINUTE;
    },
    asked: async (id) => {
      const asked = await answerOf(redis.get(askedKey(id)));
      return asked === null ? undefined : (JSON.parse(asked) as PodListPlace);
    },
    write: (place, list) => write(listKey(place), list),
    read: async (place) => {
      const list = await answerOf(redis.get(listKey(place)));
      return list === null ? undefined : (JSON.parse(list) as PodList);
    },
  };
}
