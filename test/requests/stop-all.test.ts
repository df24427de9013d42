import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { stopAll } from '../../src/requests/stop-all.ts';
import { type JobWorld, jobWorld } from '../jobs/job-world.ts';
import { ALICE, ASKED, BOB, prepared } from '../helpers/request.ts';

let world: JobWorld;

beforeEach(() => {
  world = jobWorld();
});

afterEach(() => world.stop());

const FROZEN = { by: BOB, at: 1 };

test('ends all that is open, says how many, and does nothing the second time', async () => {
  for (const id of ['a', 'b', 'c']) await world.requests.change(id, ASKED);
  await world.requests.change('a', prepared());
  await world.requests.change('c', { type: 'cancelled', by: ALICE });
  expect(await stopAll(world, FROZEN)).toEqual({ stopped: 2, left: 0 });
  const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => world.requests.load(id)));
  expect(outcomes.map((request) => request?.outcome)).toEqual(['stopped', 'stopped', 'cancelled']);
  expect(await stopAll(world, FROZEN)).toEqual({ stopped: 0, left: 0 });
});

test('one that cannot be reached keeps no other open, and is counted and logged', async () => {
  for (const id of ['a', 'b']) await world.requests.change(id, ASKED);
  await world.redis.hset(`${world.prefix}:request:a`, 'record', '{"id":');
  expect(await stopAll(world, FROZEN)).toEqual({ stopped: 1, left: 1 });
  expect((await world.requests.load('b'))?.outcome).toBe('stopped');
  expect(world.log).toEqual([expect.objectContaining({ level: 'error', requestId: 'a' })]);
});
