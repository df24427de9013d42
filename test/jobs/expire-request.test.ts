import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { expireRequest } from '../../src/jobs/expire-request.ts';
import { ASKED, ID, prepared } from '../helpers/request.ts';
import { type JobWorld, jobWorld } from './job-world.ts';

let world: JobWorld;

beforeEach(() => {
  world = jobWorld();
});

afterEach(() => world.stop());

const expire = () => expireRequest(world.requests)(ID, new AbortController().signal);

test('a timer that comes early ends nothing; one in time or late ends what ran out, once', async () => {
  const { dueAt } = await world.bring(ASKED, prepared());
  world.clock.now = (dueAt ?? 0) - 1;
  await expire();
  expect(await world.record()).toMatchObject({ state: 'pending' });
  world.clock.now += 1;
  await expire();
  await expire();
  expect(await world.record()).toMatchObject({ state: 'ended', outcome: 'expired' });
  expect(await world.journal()).toEqual(['asked', 'prepared', 'due']);
});

test('a timer of the state before ends nothing of the state after it', async () => {
  const { dueAt } = await world.bring(ASKED);
  await world.bring(prepared());
  world.clock.now = dueAt ?? 0;
  await expire();
  expect(await world.record()).toMatchObject({ state: 'pending' });
});

test('a request that is not there is no failure', async () => {
  await expire();
  expect(await world.requests.load(ID)).toBeUndefined();
});
