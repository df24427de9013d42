import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { openRequests, type Requests } from '../../src/requests/requests.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';
import { testPolicy } from '../helpers/policy.ts';
import { ALICE, ASKED, BOB, prepared, reviewed } from '../helpers/request.ts';

/** Denials may lie within 24 hours, and the wait may last as long from the last. */
const KEPT_MS = 48 * 3_600_000;

let store: TestRedis;
let redis: Redis;
let requests: Requests;
let clock: number;

beforeEach(() => {
  store = testRedis();
  redis = new Redis(store.url);
  clock = Date.now();
  requests = openRequests({
    redis,
    prefix: store.prefix,
    now: () => clock,
    keepMs: 60_000,
    onChange: () => Promise.resolve(),
  });
});

afterEach(async () => {
  redis.disconnect();
  await store.cleanup();
});

const deny = async (id: string, requester = ALICE) => {
  await requests.change(id, { ...ASKED, requester });
  await requests.change(id, prepared());
  await requests.change(id, reviewed({ ...BOB, slackId: 'U0OTHER', email: 'other@example.com' }, 'deny'));
};

test('denials are remembered with their times, for two days, for each person', async () => {
  const first = clock;
  await deny('a');
  clock += 60_000;
  await deny('b');
  await deny('c', BOB);
  expect(await requests.recentDenials(ALICE.slackId)).toEqual([first, first + 60_000]);
  expect(await requests.recentDenials(BOB.slackId)).toEqual([first + 60_000]);
  clock = first + KEPT_MS;
  expect(await requests.recentDenials(ALICE.slackId)).toEqual([first + 60_000]);
  expect(await redis.pttl(`${store.prefix}:denied:${ALICE.slackId}`)).toBeGreaterThan(KEPT_MS - 60_000);
  await deny('d');
  expect(await redis.zcard(`${store.prefix}:denied:${ALICE.slackId}`)).toBe(2);
});

test('who takes a request back after the first of two denials was denied all the same', async () => {
  const twice = prepared(testPolicy({ denials: 2 }));
  for (const id of ['a', 'b']) {
    await requests.change(id, ASKED);
    await requests.change(id, twice);
  }
  await requests.change('a', reviewed(BOB, 'deny'));
  await requests.change('a', { type: 'cancelled', by: ALICE });
  await requests.change('b', { type: 'cancelled', by: ALICE });
  expect(await requests.recentDenials(ALICE.slackId)).toEqual([clock]);
});

test('denials are counted once each, and nothing else is', async () => {
  await deny('a');
  clock += 1_000;
  await requests.change('a', reviewed(BOB, 'deny'));
  await requests.change('b', ASKED);
  await requests.change('b', { type: 'cancelled', by: ALICE });
  await requests.change('c', ASKED);
  await requests.change('c', { type: 'refused', sentence: 'No.' });
  expect(await requests.recentDenials(ALICE.slackId)).toEqual([clock - 1_000]);
});
