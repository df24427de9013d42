import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobName, Trigger } from '../domain/request/triggers.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { isOutage } from '../requests/redis-connection.ts';

/** What a job carries: the id of a request or of an inquiry, never content. */
export interface JobData {
  readonly id: string;
}

export const CLOCK_QUEUE = 'clock';
export const THREADS_QUEUE = 'threads';
export const HOMES_QUEUE = 'homes';
export const SWEEP_QUEUE = 'sweep';

/** The queue of one cluster's short jobs, which only its workers serve, so that its credentials stay with them. */
export function clusterQueue(cluster: string): string {
  return `cluster-${cluster}`;
}

/** The queue of one cluster's sessions: a long command must not keep the next ask or a release waiting. */
export function sessionsQueue(cluster: string): string {
  return `sessions-${cluster}`;
}

/** Where BullMQ keeps its keys. */
export function bullPrefix(prefix: string): string {
  return `${prefix}:bull`;
}

/** Adds the jobs that requests and inquiries call for. */
export interface Scheduler {
  /** Adds each trigger's job once. A failure is logged, not thrown: the record is written and the sweeper adds the rest. */
  add(triggers: readonly Trigger[]): Promise<void>;
  /** Repeats the sweep every so many milliseconds, once for the whole installation. */
  sweepEvery(everyMs: number): Promise<void>;
  close(): Promise<void>;
}

const RETRIES: Readonly<Record<JobName, { attempts: number; delay: number }>> = {
  'prepare-request': { attempts: 3, delay: 300 },
  'run-session': { attempts: 5, delay: 500 },
  'look-at-session': { attempts: 1, delay: 0 },
  'extend-session': { attempts: 5, delay: 500 },
  'release-session': { attempts: 8, delay: 1_000 },
  'expire-request': { attempts: 5, delay: 500 },
  'remind-reviewers': { attempts: 5, delay: 500 },
  'ask-for-review': { attempts: 5, delay: 500 },
  'update-thread': { attempts: 8, delay: 1_000 },
  'update-homes': { attempts: 3, delay: 500 },
  'update-home': { attempts: 5, delay: 1_000 },
  'list-pods': { attempts: 1, delay: 0 },
  'answer-inquiry': { attempts: 3, delay: 500 },
  'expire-inquiry': { attempts: 5, delay: 500 },
  'tell-inquiry': { attempts: 8, delay: 1_000 },
};

const ONE_MORE_FOLLOWS: readonly JobName[] = ['run-session', 'update-thread', 'update-homes', 'update-home'];

/** Opens the queues on a prompt connection: adding a job fails at once while Redis is away. */
export function openScheduler(options: { redis: Redis; prefix: string; logger: Logger }): Scheduler {
  const { redis, prefix, logger } = options;
  const queues = new Map<string, Queue<JobData>>();
  const queue = (name: string): Queue<JobData> => {
    const open = queues.get(name);
    if (open) return open;
    const opened = new Queue<JobData>(name, {
      connection: redis,
      prefix: bullPrefix(prefix),
      skipWaitingForReady: true,
    });
    // The connection logs its outages itself.
    opened.on('error', (error) => {
      if (!isOutage(error)) logger.warn({ err: error, queue: name }, 'queue');
    });
    queues.set(name, opened);
    return opened;
  };

  const addOne = async ({ job, id, cluster, key, delayMs }: Trigger): Promise<void> => {
    const { attempts, delay } = RETRIES[job];
    await queue(queueOf(job, cluster)).add(
      job,
      { id },
      {
        attempts,
        delay: delayMs,
        backoff: { type: 'exponential', delay },
        // Kept jobs would make BullMQ ignore the same id later, when the record calls for the work again.
        removeOnComplete: true,
        removeOnFail: true,
        // One at a time of each request or person, and after it one more for whatever came while it was about to end. A
        // thread that waits to be shown is shown when its newest change calls for it.
        ...(ONE_MORE_FOLLOWS.includes(job)
          ? { deduplication: { id: key, keepLastIfActive: true, replace: job === 'update-thread' } }
          : { jobId: key }),
      },
    );
  };

  return {
    add: async (triggers) => {
      const added = await Promise.allSettled(triggers.map(addOne));
      for (const [index, result] of added.entries()) {
        if (result.status === 'fulfilled') continue;
        const trigger = triggers[index];
        logger.warn({ id: trigger?.id, job: trigger?.job, error: messageOf(result.reason) }, 'job not added');
      }
    },
    sweepEvery: async (everyMs) => {
      await queue(SWEEP_QUEUE).upsertJobScheduler(
        'sweep',
        { every: everyMs },
        { name: 'sweep', opts: { removeOnComplete: true, removeOnFail: true } },
      );
    },
    close: async () => {
      await Promise.all([...queues.values()].map((each) => each.close()));
    },
  };
}

function queueOf(job: JobName, cluster: string): string {
  switch (job) {
    case 'prepare-request':
    case 'look-at-session':
    case 'extend-session':
    case 'release-session':
    case 'answer-inquiry':
    case 'list-pods':
      return clusterQueue(cluster);
    case 'run-session':
      return sessionsQueue(cluster);
    case 'expire-request':
    case 'remind-reviewers':
    case 'ask-for-review':
    case 'expire-inquiry':
      return CLOCK_QUEUE;
    case 'update-thread':
    case 'tell-inquiry':
      return THREADS_QUEUE;
    case 'update-homes':
    case 'update-home':
      return HOMES_QUEUE;
  }
}
