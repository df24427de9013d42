import { DelayedError, type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { AskedToWait, messageOf, NotYet } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { isOutage } from '../requests/redis-connection.ts';
import { bullPrefix, type JobData } from './queues.ts';

/** Does one job, for the request or the inquiry of this id. The signal is aborted when the job was lost to another worker or the process is stopping. */
export type Processor = (id: string, signal: AbortSignal) => Promise<void>;

export interface QueueWorkers {
  /** Aborts what runs, waits for it to write down how it ended (`graceMs` at most), and stops. */
  close(graceMs: number): Promise<void>;
}

export interface WorkersOptions {
  /** A patient connection; each worker opens another one beside it to wait on. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly logger: Logger;
  /** For each queue its processors by job name, and how many jobs run at once. */
  readonly queues: Readonly<
    Record<string, { readonly processors: Readonly<Record<string, Processor>>; readonly concurrency: number }>
  >;
  /** Milliseconds after which a silent worker's job is given to another. */
  readonly lockMs: number;
}

/** Serves the queues until closed. */
export function startWorkers(options: WorkersOptions): QueueWorkers {
  const { redis, prefix, logger, queues, lockMs } = options;
  const stopping = new AbortController();
  const workers = Object.entries(queues).map(([name, { processors, concurrency }]) => {
    const worker = new Worker<JobData>(
      name,
      async (job, token, signal) => {
        const processor = processors[job.name];
        if (!processor) {
          logger.error({ queue: name, job: job.name }, 'no such job');
          return;
        }
        const signals = signal ? [signal, stopping.signal] : [stopping.signal];
        try {
          await processor(job.data.id, AbortSignal.any(signals));
        } catch (error) {
          if (!(error instanceof AskedToWait)) throw error;
          logger.info(
            { queue: name, job: job.name, id: job.data.id, reason: messageOf(error) },
            'job has to wait',
          );
          await putOff(job, token, error.waitMs);
        }
      },
      {
        connection: redis,
        prefix: bullPrefix(prefix),
        concurrency,
        lockDuration: lockMs,
        stalledInterval: Math.max(1_000, lockMs / 2),
        // A job may be lost any number of times: the record decides whether there is still something to do.
        maxStalledCount: 1_000,
      },
    );
    worker.on('error', (error) => {
      if (!isOutage(error)) logger.warn({ err: error, queue: name }, 'worker');
    });
    worker.on('failed', (job, error) => {
      const last = (job?.attemptsMade ?? 0) >= (job?.opts.attempts ?? 1);
      const about = {
        queue: name,
        job: job?.name,
        id: job?.data.id,
        attempt: job?.attemptsMade,
      };
      if (error instanceof NotYet) logger.info({ ...about, reason: error.message }, 'job has to wait');
      else if (last) logger.error({ ...about, err: error }, 'job failed');
      else logger.warn({ ...about, error: error.message }, 'job failed, will be tried again');
    });
    worker.on('lockRenewalFailed', (jobIds) => {
      for (const jobId of jobIds) worker.cancelJob(jobId, 'the job was given to another worker');
    });
    return worker;
  });
  return {
    close: async (graceMs) => {
      stopping.abort(new Error('the worker is stopping'));
      const closed = Promise.all(workers.map((worker) => worker.close()));
      const late = await Promise.race([closed.then(() => false), timeout(graceMs).then(() => true)]);
      // BullMQ cannot be forced once it closes; what is left ends with the connections, and its jobs go to others.
      if (late) logger.warn({ graceMs }, 'jobs did not end in time');
    },
  };
}

/** The job waits in the queue, where it keeps nobody else from being worked on, and it costs none of its attempts. */
async function putOff(job: Job<JobData>, token: string | undefined, waitMs: number): Promise<never> {
  await job.moveToDelayed(Date.now() + waitMs, token);
  throw new DelayedError();
}

function timeout(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
