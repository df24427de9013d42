import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Event } from '../../src/domain/request/request.ts';
import { openRequests, type Requests } from '../../src/requests/requests.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';
import { ALICE, ASKED } from '../helpers/request.ts';

const KEEP_MS = 60_000;

let store: TestRedis;
let redis: Redis;
let requests: Requests;
let clock: number;

beforeEach(() => {
  store = testRedis();
  redis = new Redis(store.url);
  clock = 1_000_000;
  requests = openRequests({
    redis,
    prefix: store.prefix,
    now: () => clock,
    keepMs: KEEP_MS,
    onChange: () => Promise.resolve(),
  });
});

afterEach(async () => {
  redis.disconnect();
  await store.cleanup();
});

const askedIn = (channel: string): Event => ({ ...ASKED, place: { team: 'T0', channel } });
const change = async (id: string, event: Event, at: number) => {
  clock = at;
  expect(await requests.change(id, event)).toMatchObject({ kind: 'changed' });
};

test('a channel knows its requests, the one that changed last first', async () => {
  await change('a', askedIn('C1'), 1_000);
  await change('b', askedIn('C1'), 2_000);
  await change('c', askedIn('C2'), 3_000);
  expect(await requests.changedIn('C1', 0)).toEqual(['b', 'a']);
  await change('a', { type: 'cancelled', by: ALICE }, 4_000);
  expect(await requests.changedIn('C1', 0)).toEqual(['a', 'b']);
  expect(await requests.changedIn('C1', 2_001)).toEqual(['a']);
  expect(await requests.changedIn('C1', 4_000)).toEqual(['a']);
  expect(await requests.changedIn('C1', 4_001)).toEqual([]);
  expect(await requests.changedIn('C3', 0)).toEqual([]);
});

test('what was not written is in no list', async () => {
  await change('a', askedIn('C1'), 1_000);
  expect(await requests.change('b', askedIn('C1'), { ofPerson: 1 })).toMatchObject({ kind: 'refused' });
  expect(await requests.changedIn('C1', 0)).toEqual(['a']);
});

test('the latest 500 are known, and no longer than their records are kept', async () => {
  const ids = Array.from({ length: 501 }, (_each, index) => `request-${index}`);
  for (const [index, id] of ids.entries()) {
    clock = 1_000 + index;
    await requests.change(id, askedIn('C1'));
  }
  const known = await requests.changedIn('C1', 0);
  expect(known).toHaveLength(500);
  expect([known[0], known.at(-1)]).toEqual(['request-500', 'request-1']);
  const left = await redis.pttl(`${store.prefix}:in-channel:C1`);
  expect(left).toBeGreaterThan(KEEP_MS - 10_000);
  expect(left).toBeLessThanOrEqual((await redis.pttl(`${store.prefix}:request:request-500`)) + 1_000);
});
