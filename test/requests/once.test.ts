import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { openOnce } from '../../src/requests/once.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';

let store: TestRedis;
let redis: Redis;

beforeAll(() => {
  store = testRedis();
  redis = new Redis(store.url);
});

afterAll(async () => {
  redis.disconnect();
  await store.cleanup();
});

test('of several who ask with one id at once, one is the first', async () => {
  const once = openOnce({ redis, prefix: store.prefix });
  const answers = await Promise.all(['a', 'a', 'b', 'a'].map((id) => once.first(id)));
  expect(answers).toEqual([true, false, true, false]);
  expect(await once.first('b')).toBe(false);
  expect(await redis.pttl(`${store.prefix}:once:a`)).toBeGreaterThan(29 * 60_000);
});
