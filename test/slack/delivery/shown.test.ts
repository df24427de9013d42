import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { openShown } from '../../../src/slack/delivery/shown.ts';
import { type TestRedis, testRedis } from '../../helpers/redis.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const CARD = { ts: '1.2', digest: 'd' };

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

test('what is shown is kept longer than a record that waits a week for its review to be asked for', async () => {
  const shown = openShown({ redis, prefix: store.prefix, keepMs: 60_000 });
  await shown.writeMessage('aaaaaaaaaa', 'card', CARD);
  await shown.writeVersion('aaaaaaaaaa', 3);
  expect(await shown.read('aaaaaaaaaa')).toEqual({ version: 3, messages: { card: CARD } });
  const [key = ''] = await redis.keys(`${store.prefix}:*`);
  expect(await redis.pttl(key)).toBeGreaterThan(WEEK_MS + 50_000);
  expect(await redis.pttl(key)).toBeLessThanOrEqual(WEEK_MS + 60_000);
});
