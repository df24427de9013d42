import { EventEmitter, once } from 'node:events';
import { type Processor, type QueueWorkers, startWorkers } from '../../src/jobs/workers.ts';
import { openRedis } from '../../src/requests/redis-connection.ts';
import type { JobWorld } from './job-world.ts';

/** Workers on one queue, and what they did. */
export interface Served {
  /** The ids of all jobs begun, in order. */
  readonly seen: readonly string[];
  readonly workers: QueueWorkers;
  /** Waits until so many jobs have ended, well or not. */
  readonly done: (count: number) => Promise<void>;
  /** Stops what runs and closes the connection. */
  readonly close: () => Promise<void>;
}

/** Serves the jobs of one name in one queue, two at once, as a worker of Keyhole does. */
export function serve(
  world: JobWorld,
  queue: string,
  name: string,
  processor: Processor,
  lockMs = 30_000,
): Served {
  const redis = openRedis(world.url, 'patient', world.logger);
  const ends = new EventEmitter();
  const seen: string[] = [];
  let ended = 0;
  const workers = startWorkers({
    redis,
    prefix: world.prefix,
    logger: world.logger,
    lockMs,
    queues: {
      [queue]: {
        concurrency: 2,
        processors: {
          [name]: async (id, signal) => {
            seen.push(id);
            try {
              await processor(id, signal);
            } finally {
              ended += 1;
              ends.emit('end');
            }
          },
        },
      },
    },
  });
  return {
    seen,
    workers,
    done: async (count) => {
      while (ended < count) await once(ends, 'end');
    },
    close: async () => {
      await workers.close(10_000);
      redis.disconnect();
    },
  };
}
