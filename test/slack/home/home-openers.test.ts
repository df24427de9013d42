import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { FOLLOWED_MS, type HomeOpeners, openHomeOpeners } from '../../../src/slack/home/home-openers.ts';
import { type TestRedis, testRedis } from '../../helpers/redis.ts';

let store: TestRedis;
let redis: Redis;
let openers: HomeOpeners;
let clock: number;

beforeEach(() => {
  store = testRedis();
  redis = new Redis(store.url);
  clock = Date.now();
  openers = openHomeOpeners({ redis, prefix: store.prefix, now: () => clock });
});

afterEach(async () => {
  redis.disconnect();
  await store.cleanup();
});

test('whoever opened their Home tab is one for an hour, from the last time on', async () => {
  await openers.opened('U0ALICE');
  clock += 1_000;
  await openers.opened('U0BOB');
  expect(await openers.all()).toEqual(['U0BOB', 'U0ALICE']);
  clock += FOLLOWED_MS - 1_000;
  expect(await openers.all()).toEqual(['U0BOB']);
  expect([
    await openers.isOne('U0ALICE'),
    await openers.isOne('U0BOB'),
    await openers.isOne('U0EVE'),
  ]).toEqual([false, true, false]);
  await openers.opened('U0ALICE');
  expect(await openers.all()).toEqual(['U0ALICE', 'U0BOB']);
});

test('what is shown is known until the tab is opened again', async () => {
  await openers.opened('U0ALICE');
  await openers.writeShown('U0ALICE', 'digest');
  expect([await openers.shown('U0ALICE'), await openers.shown('U0BOB')]).toEqual(['digest', undefined]);
  await openers.opened('U0ALICE');
  expect(await openers.shown('U0ALICE')).toBeUndefined();
});

test('whoever is let go of is none, and nothing is kept longer than an hour', async () => {
  await openers.opened('U0ALICE');
  await openers.opened('U0BOB');
  await openers.writeShown('U0BOB', 'digest');
  await openers.forget('U0ALICE');
  expect(await openers.all()).toEqual(['U0BOB']);
  for (const key of await redis.keys(`${store.prefix}:*`)) {
    const left = await redis.pttl(key);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(FOLLOWED_MS);
  }
});
