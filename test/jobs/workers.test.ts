import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type JobsOptions, Queue } from 'bullmq';
import { AskedToWait, NotYet } from '../../src/errors.ts';
import { bullPrefix, type JobData } from '../../src/jobs/queues.ts';
import type { Processor } from '../../src/jobs/workers.ts';
import { type JobWorld, jobWorld } from './job-world.ts';
import { type Served, serve } from './serve.ts';

const QUEUE = 'work';
const JOB = 'do';

let world: JobWorld;
let queue: Queue<JobData>;
let served: Served | undefined;

beforeEach(() => {
  world = jobWorld();
  queue = new Queue<JobData>(QUEUE, { connection: world.redis, prefix: bullPrefix(world.prefix) });
  served = undefined;
});

afterEach(async () => {
  await served?.close();
  await queue.close();
  await world.stop();
});

function start(processor: Processor, lockMs?: number): Served {
  served = serve(world, QUEUE, JOB, processor, lockMs);
  return served;
}

const add = (id: string, options: JobsOptions = {}, name = JOB) =>
  queue.add(name, { id }, { removeOnComplete: true, removeOnFail: true, ...options });

test('a job gets its id and a signal that is not aborted while all is well', async () => {
  const aborted: boolean[] = [];
  const { done, seen } = start(async (_id, signal) => void aborted.push(signal.aborted));
  await add('first');
  await done(1);
  expect([seen, aborted]).toEqual([['first'], [false]]);
});

test('as many jobs run at once as were allowed, and no more', async () => {
  const gate = Promise.withResolvers<void>();
  let running = 0;
  let most = 0;
  const two = Promise.withResolvers<void>();
  const { done } = start(async () => {
    running += 1;
    most = Math.max(most, running);
    if (running === 2) two.resolve();
    await gate.promise;
    running -= 1;
  });
  for (const id of ['first', 'second', 'third']) await add(id);
  await two.promise;
  gate.resolve();
  await done(3);
  expect(most).toBe(2);
});

test('a job of an unknown name is logged and let go', async () => {
  const { done, seen } = start(async () => {});
  await add('odd', {}, 'nosuch');
  await add('even');
  await done(1);
  expect(await world.logged('no such job')).toMatchObject({ level: 'error', queue: QUEUE, job: 'nosuch' });
  expect(seen).toEqual(['even']);
});

test('a job whose time has not come is tried again, and that is no fault', async () => {
  const { done, close } = start(() => Promise.reject(new NotYet('It is still to start.')));
  await add('early', { attempts: 2 });
  await done(2);
  await close();
  served = undefined;
  expect(world.log).toEqual(
    [1, 2].map((attempt) =>
      expect.objectContaining({
        level: 'info',
        msg: 'job has to wait',
        id: 'early',
        attempt,
        reason: 'It is still to start.',
      }),
    ),
  );
});

test('a job that was asked to wait leaves its place to others, and it costs no attempt', async () => {
  const order: string[] = [];
  const { done } = start(async (id) => {
    order.push(id);
    if (id === 'busy' && order.filter((each) => each === 'busy').length < 4)
      throw new AskedToWait('Slack is busy.', order.length < 2 ? 300 : 1);
  });
  await add('busy', { attempts: 1 });
  await add('other');
  await done(5);
  expect(order).toEqual(['busy', 'other', 'busy', 'busy', 'busy']);
  expect(world.log.filter(({ msg }) => msg.startsWith('job failed'))).toEqual([]);
});

test('a job that fails is tried again, and its last failure is an error in the log', async () => {
  const { seen } = start(() => Promise.reject(new Error('no luck')));
  await add('unlucky', { attempts: 2 });
  await world.logged('job failed');
  expect(seen).toEqual(['unlucky', 'unlucky']);
  expect(world.log.filter(({ msg }) => msg.startsWith('job failed'))).toEqual([
    expect.objectContaining({
      level: 'warn',
      msg: 'job failed, will be tried again',
      id: 'unlucky',
      attempt: 1,
    }),
    expect.objectContaining({
      level: 'error',
      msg: 'job failed',
      id: 'unlucky',
      attempt: 2,
      err: expect.objectContaining({ message: 'no luck' }),
    }),
  ]);
});

test('a job whose lock was lost is told to stop, and another attempt gets it', async () => {
  const begun = Promise.withResolvers<AbortSignal>();
  const again = Promise.withResolvers<void>();
  const { done, seen } = start(async (_id, signal) => {
    if (seen.length > 1) return again.resolve();
    begun.resolve(signal);
    if (!signal.aborted) await once(signal, 'abort');
  }, 200);
  const { id } = await add('lost');
  const signal = await begun.promise;
  expect(signal.aborted).toBe(false);
  await world.redis.del(`${bullPrefix(world.prefix)}:${QUEUE}:${id}:lock`);
  await done(1);
  expect(signal.reason).toBe('the job was given to another worker');
  await again.promise;
  expect(seen).toEqual(['lost', 'lost']);
}, 10_000);

test('a lock that is held is renewed: a long job is not told to stop', async () => {
  const { done, seen } = start(async (_id, signal) => {
    const lock = `${bullPrefix(world.prefix)}:${QUEUE}:long:lock`;
    // Renewals push the lock's end beyond the one that it began with.
    const end = await world.redis.pexpiretime(lock);
    while ((await world.redis.pexpiretime(lock)) <= end) signal.throwIfAborted();
  }, 200);
  await add('long', { jobId: 'long' });
  await done(1);
  expect(seen).toEqual(['long']);
  expect(world.log).toEqual([]);
}, 10_000);

describe('closing', () => {
  test('tells what runs to stop and waits until it has written down how it ended', async () => {
    const begun = Promise.withResolvers<void>();
    let wrote = '';
    const { workers } = start(async (id, signal) => {
      begun.resolve();
      if (!signal.aborted) await once(signal, 'abort');
      await world.redis.set(`${world.prefix}:wrote`, id);
      wrote = id;
    });
    await add('running');
    await begun.promise;
    await workers.close(10_000);
    expect(wrote).toBe('running');
    expect(world.log).toEqual([]);
  });

  test('takes no new job', async () => {
    const { workers, seen } = start(async () => {});
    await workers.close(10_000);
    await add('late');
    expect(await queue.getWaitingCount()).toBe(1);
    expect(seen).toEqual([]);
  });

  test('waits no longer than its grace for a job that does not listen, and says so', async () => {
    const begun = Promise.withResolvers<void>();
    const deaf = Promise.withResolvers<void>();
    const { workers } = start(async () => {
      begun.resolve();
      await deaf.promise;
    });
    await add('deaf');
    await begun.promise;
    await workers.close(50);
    expect(world.log).toEqual([
      expect.objectContaining({ level: 'warn', graceMs: 50, msg: 'jobs did not end in time' }),
    ]);
    deaf.resolve();
  });
});
