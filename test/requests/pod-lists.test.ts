import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { openPodLists, podListId, type PodList, type PodLists } from '../../src/requests/pod-lists.ts';
import { testRedis } from '../helpers/redis.ts';

const PLACE = { cluster: 'sandbox', namespace: 'shop' };
const LIST: PodList = { kind: 'pods', pods: [], cut: false, at: 1 };

const store = testRedis();
let redis: Redis;
let lists: PodLists;

beforeEach(() => {
  redis = new Redis(store.url);
  lists = openPodLists({ redis, prefix: store.prefix });
});

afterEach(async () => {
  await store.cleanup();
  redis.disconnect();
});

test('what is to be listed is noted down under an id that is the same for all who want it', async () => {
  const id = await lists.ask(PLACE);
  expect(await lists.asked(id)).toEqual(PLACE);
  expect(await lists.ask({ ...PLACE })).toBe(id);
  expect(await lists.asked('0123456789')).toBeUndefined();
});

test('lists of other places, and as other people see them, are others', async () => {
  await lists.write(PLACE, LIST);
  expect(await lists.read(PLACE)).toEqual(LIST);
  for (const other of [
    { ...PLACE, namespace: 'payments' },
    { ...PLACE, cluster: 'prod' },
    { ...PLACE, email: 'alice@example.com' },
    { cluster: 'sandbox","shop', namespace: '' },
  ]) {
    expect(await lists.read(other)).toBeUndefined();
    expect(podListId(other)).not.toBe(podListId(PLACE));
  }
});

test('of one person only so many are asked for in a minute, and those of others none the less', async () => {
  const asks = Array.from({ length: 25 }, () => lists.mayAsk('U0ALICE'));
  expect((await Promise.all(asks)).filter(Boolean).length).toBeLessThanOrEqual(20);
  expect(await lists.mayAsk('U0ALICE')).toBe(false);
  expect(await lists.mayAsk('U0BOB')).toBe(true);
  await redis.pexpire(`${store.prefix}:pods-asked-by:U0ALICE`, 0);
  expect(await lists.mayAsk('U0ALICE')).toBe(true);
});

test('all of it is gone after a minute', async () => {
  await lists.ask(PLACE);
  await lists.mayAsk('U0ALICE');
  await lists.mayAsk('U0ALICE');
  await lists.write(PLACE, LIST);
  const keys = await redis.keys(`${store.prefix}:*`);
  expect(keys).toHaveLength(3);
  for (const key of keys) {
    const left = await redis.pttl(key);
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(60_000);
  }
});
