import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { openFreeze } from '../../src/requests/freeze.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';
import { BOB } from '../helpers/request.ts';

let store: TestRedis;
let redis: Redis;

beforeEach(() => {
  store = testRedis();
  redis = new Redis(store.url);
});

afterEach(async () => {
  redis.disconnect();
  await store.cleanup();
});

const FROZEN = { by: BOB, reason: 'a leak', at: 1_000 };

test('holds for everyone until it is taken back, without an end of its own', async () => {
  const freeze = openFreeze({ redis, prefix: store.prefix });
  expect(await freeze.read()).toBeUndefined();
  await freeze.write(FROZEN);
  const other = new Redis(store.url);
  expect(await openFreeze({ redis: other, prefix: store.prefix }).read()).toEqual(FROZEN);
  expect(await openFreeze({ redis: other, prefix: `${store.prefix}-other` }).read()).toBeUndefined();
  other.disconnect();
  expect(await redis.pttl(`${store.prefix}:frozen`)).toBe(-1);
  await freeze.clear();
  expect(await freeze.read()).toBeUndefined();
});

test('is not taken to be off when Redis does not answer', async () => {
  const away = new Redis(store.url, { lazyConnect: true, enableOfflineQueue: false });
  const freeze = openFreeze({ redis: away, prefix: store.prefix });
  await expect(freeze.read()).rejects.toMatchObject({ code: 'redis-failed' });
  away.disconnect();
});
