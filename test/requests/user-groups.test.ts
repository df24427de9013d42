import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { openUserGroups } from '../../src/requests/user-groups.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';

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

test('the last that Slack told is read with its time, for an hour', async () => {
  const groups = openUserGroups({ redis, prefix: store.prefix });
  expect(await groups.read()).toBeUndefined();
  await groups.write({ members: { S0SRE: ['U0BOB'], S0DBA: [] }, at: 1_000 });
  await groups.write({ members: { S0SRE: ['U0CAROL'] }, at: 2_000 });
  expect(await groups.read()).toEqual({ members: { S0SRE: ['U0CAROL'] }, at: 2_000 });
  const left = await redis.pttl(`${store.prefix}:user-groups`);
  expect(left).toBeGreaterThan(3_500_000);
  expect(left).toBeLessThanOrEqual(3_600_000);
});

test('nobody is taken to be in no group when Redis does not answer', async () => {
  const away = new Redis(store.url, { lazyConnect: true, enableOfflineQueue: false });
  const groups = openUserGroups({ redis: away, prefix: store.prefix });
  await expect(groups.read()).rejects.toMatchObject({ code: 'redis-failed' });
  away.disconnect();
});
