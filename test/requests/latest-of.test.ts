import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Person } from '../../src/domain/request/person.ts';
import { openRequests, type Requests } from '../../src/requests/requests.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';
import { ALICE, ASKED, BOB } from '../helpers/request.ts';

let store: TestRedis;
let redis: Redis;
let requests: Requests;
let clock: number;

beforeEach(() => {
  store = testRedis();
  redis = new Redis(store.url);
  clock = 1_000;
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

const ask = async (id: string, requester: Person) => {
  clock += 1_000;
  await requests.change(id, { ...ASKED, requester });
};

test('a person has their own requests, the one that changed last first, also when it ended', async () => {
  await ask('a', ALICE);
  await ask('b', BOB);
  await ask('c', ALICE);
  expect(await requests.latestOf(ALICE.slackId)).toEqual(['c', 'a']);
  clock += 1_000;
  await requests.change('a', { type: 'cancelled', by: ALICE });
  expect(await requests.latestOf(ALICE.slackId)).toEqual(['a', 'c']);
  expect(await requests.latestOf(BOB.slackId)).toEqual(['b']);
  expect(await requests.latestOf('U0NOBODY')).toEqual([]);
});

test('the latest 50 are known, and as many of a channel beside them', async () => {
  for (let index = 0; index < 51; index += 1) await ask(`id${index}`, ALICE);
  const latest = await requests.latestOf(ALICE.slackId);
  expect([latest.length, latest[0], latest.at(-1)]).toEqual([50, 'id50', 'id1']);
  expect(await requests.changedIn(ASKED.place.channel, 0)).toHaveLength(51);
});
