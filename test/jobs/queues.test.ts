import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobName, Trigger } from '../../src/domain/request/triggers.ts';
import {
  bullPrefix,
  CLOCK_QUEUE,
  clusterQueue,
  type JobData,
  openScheduler,
  type Scheduler,
  sessionsQueue,
  SWEEP_QUEUE,
  THREADS_QUEUE,
} from '../../src/jobs/queues.ts';
import { openRedis } from '../../src/requests/redis-connection.ts';
import { type SandboxRedis, startRedis } from '../../src/sandbox/redis.ts';
import { ID } from '../helpers/request.ts';
import { type JobWorld, jobWorld } from './job-world.ts';
import { type Served, serve } from './serve.ts';

let world: JobWorld;
let scheduler: Scheduler;
let served: Served | undefined;

beforeEach(() => {
  served = undefined;
  world = jobWorld();
  scheduler = openScheduler({ redis: world.redis, prefix: world.prefix, logger: world.logger });
});

afterEach(async () => {
  await served?.close();
  await scheduler.close();
  await world.stop();
});

const trigger = (job: JobName, changes: Partial<Trigger> = {}): Trigger => ({
  job,
  id: ID,
  cluster: 'sandbox',
  key: `${job}-${ID}`,
  delayMs: 0,
  ...changes,
});

/** What waits in a queue, now or later. */
async function waiting(name: string): Promise<readonly Job<JobData>[]> {
  const queue = new Queue<JobData>(name, { connection: world.redis, prefix: bullPrefix(world.prefix) });
  try {
    return await queue.getJobs(['waiting', 'delayed', 'prioritized']);
  } finally {
    await queue.close();
  }
}

describe('a job', () => {
  test.each<[JobName, string]>([
    ['prepare-request', clusterQueue('sandbox')],
    ['release-session', clusterQueue('sandbox')],
    ['run-session', sessionsQueue('sandbox')],
    ['expire-request', CLOCK_QUEUE],
    ['update-thread', THREADS_QUEUE],
    ['answer-inquiry', clusterQueue('sandbox')],
    ['expire-inquiry', CLOCK_QUEUE],
    ['tell-inquiry', THREADS_QUEUE],
  ])('%s goes to the queue %s, carries the id alone, and is tried again', async (name, queue) => {
    await scheduler.add([trigger(name)]);
    const jobs = await waiting(queue);
    expect(jobs.map((job) => [job.name, job.data])).toEqual([[name, { id: ID }]]);
    expect(jobs[0]?.opts.attempts).toBeGreaterThan(1);
    // A job that was kept would make its id be ignored when the record calls for the work again.
    expect(jobs[0]?.opts).toMatchObject({
      removeOnComplete: true,
      removeOnFail: true,
      backoff: { type: 'exponential' },
    });
  });

  test.each<JobName>([
    'prepare-request',
    'release-session',
    'run-session',
    'expire-request',
    'update-thread',
    'answer-inquiry',
    'expire-inquiry',
    'tell-inquiry',
  ])("%s triggered twice is there once, and another request's beside it", async (name) => {
    const other = trigger(name, { id: 'other', key: `${name}-other` });
    await scheduler.add([trigger(name), trigger(name), other]);
    await scheduler.add([trigger(name)]);
    const jobs = (
      await Promise.all(
        [clusterQueue('sandbox'), sessionsQueue('sandbox'), CLOCK_QUEUE, THREADS_QUEUE].map(waiting),
      )
    ).flat();
    expect(jobs.map((job) => job.data.id).toSorted()).toEqual([ID, 'other']);
  });

  test('waits as long as it should', async () => {
    await scheduler.add([trigger('expire-request', { delayMs: 90_000 })]);
    expect((await waiting(CLOCK_QUEUE)).map((job) => job.delay)).toEqual([90_000]);
  });

  test("of one cluster is not another's", async () => {
    await scheduler.add([trigger('run-session', { cluster: 'prod-eu' })]);
    expect(await waiting(sessionsQueue('sandbox'))).toEqual([]);
    expect(await waiting(sessionsQueue('prod-eu'))).toHaveLength(1);
  });

  test('that was done can be called for again', async () => {
    served = serve(world, sessionsQueue('sandbox'), 'run-session', async () => {});
    await scheduler.add([trigger('run-session')]);
    await served.done(1);
    await served.close();
    await scheduler.add([trigger('run-session')]);
    expect(await waiting(sessionsQueue('sandbox'))).toHaveLength(1);
  });
});

test.each<[JobName, string]>([
  ['update-thread', THREADS_QUEUE],
  ['run-session', sessionsQueue('sandbox')],
])('%s is done one at a time, and once more after whatever came meanwhile', async (name, queue) => {
  const first = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let running = 0;
  let most = 0;
  served = serve(world, queue, name, async () => {
    running += 1;
    most = Math.max(most, running);
    begun.resolve();
    await first.promise;
    running -= 1;
  });
  await scheduler.add([trigger(name)]);
  await begun.promise;
  for (let more = 0; more < 3; more += 1) await scheduler.add([trigger(name)]);
  expect(most).toBe(1);
  first.resolve();
  await served.done(2);
  expect(await waiting(queue)).toEqual([]);
  await served.close();
  expect([most, served.seen]).toEqual([1, [ID, ID]]);
});

test('the sweep is scheduled once, however many gateways ask for it', async () => {
  await scheduler.sweepEvery(15_000);
  await scheduler.sweepEvery(15_000);
  const queue = new Queue(SWEEP_QUEUE, { connection: world.redis, prefix: bullPrefix(world.prefix) });
  expect(await queue.getJobSchedulers()).toMatchObject([{ name: 'sweep', every: 15_000 }]);
  await queue.close();
  expect((await waiting(SWEEP_QUEUE)).map(({ name }) => name)).toEqual(['sweep']);
});

describe('while Redis', () => {
  let own: SandboxRedis;
  let redis: Redis;
  let away: Scheduler;

  beforeEach(async () => {
    own = await startRedis({ env: { PATH: process.env.PATH } });
    redis = openRedis(own.url, 'prompt', world.logger);
    away = openScheduler({ redis, prefix: world.prefix, logger: world.logger });
    await redis.ping().catch(() => new Promise((resolve) => redis.once('ready', resolve)));
    await away.add([trigger('prepare-request')]);
  });

  afterEach(async () => {
    redis.disconnect();
    await away.close();
    await own.stop();
  });

  test.each(['SIGKILL', 'SIGSTOP'] as const)(
    'is away (%s), what cannot be added is logged within two seconds, and not thrown',
    async (signal) => {
      expect(world.log).toEqual([]);
      own.kill(signal);
      const began = performance.now();
      await away.add([trigger('run-session'), trigger('update-thread')]);
      expect(performance.now() - began).toBeLessThan(2_000);
      const notAdded = world.log.filter(({ msg }) => msg === 'job not added');
      expect(notAdded).toEqual([
        expect.objectContaining({ level: 'warn', id: ID, job: 'run-session' }),
        expect.objectContaining({ level: 'warn', id: ID, job: 'update-thread' }),
      ]);
    },
  );

  test('was away from the beginning, it is the same', async () => {
    own.kill('SIGKILL');
    const never = openRedis(own.url, 'prompt', world.logger);
    const scheduler = openScheduler({ redis: never, prefix: world.prefix, logger: world.logger });
    try {
      const began = performance.now();
      await scheduler.add([trigger('run-session')]);
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(await world.logged('job not added')).toMatchObject({ id: ID, job: 'run-session' });
    } finally {
      never.disconnect();
      await scheduler.close();
    }
  });
});
