import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type Followed, openOutputs, type Outputs } from '../../src/requests/outputs.ts';
import { openRequests, type Requests } from '../../src/requests/requests.ts';
import type { OutputSegment } from '../../src/transcript/segment.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';
import { ID, LEASE, RUNNING } from '../helpers/request.ts';

const KEEP_MS = 60_000;
const lines = (...texts: readonly string[]): readonly OutputSegment[] =>
  texts.map((text) => ({ stream: 'out', text: `${text}\n` }));

/** Followed up to this many lines. */
const upTo = (count: number): Followed => ({
  position: { time: '2026-11-22T10:00:00.5Z', lines: count },
  output: {
    kept: { bytes: count, cutBytes: 0, redactions: 0, lines: count, segments: count },
    openKeys: { out: { lines: 1, chars: 64 } },
  },
});

let store: TestRedis;
let redis: Redis;
let outputs: Outputs;
let requests: Requests;

beforeEach(async () => {
  store = testRedis();
  redis = new Redis(store.url);
  const { prefix } = store;
  outputs = openOutputs({ redis, prefix, keepMs: KEEP_MS });
  requests = openRequests({ redis, prefix, now: () => 1_000, keepMs: KEEP_MS, onChange: async () => {} });
  for (const event of RUNNING) await requests.change(ID, event);
});

afterEach(async () => {
  await store.cleanup();
  redis.disconnect();
});

const append = (count: number, texts: readonly OutputSegment[], lease = LEASE) =>
  outputs.appendFollowed(ID, 0, texts, { ...upTo(count), lease });

describe('output that is followed', () => {
  test('is kept with how far it was followed', async () => {
    expect(await outputs.followed(ID, 0)).toBeUndefined();
    expect(await append(2, lines('one', 'two'))).toBe(true);
    expect(await append(3, lines('three'))).toBe(true);
    expect(await outputs.read(ID, 0)).toEqual(lines('one', 'two', 'three'));
    expect(await outputs.followed(ID, 0)).toEqual(upTo(3));
    expect(await outputs.followed(ID, 1)).toBeUndefined();
  });

  test('moves on also where nothing of it may be shown', async () => {
    expect(await append(1, [])).toBe(true);
    expect(await outputs.followed(ID, 0)).toEqual(upTo(1));
    expect(await outputs.read(ID, 0)).toEqual([]);
  });

  test('of a worker that another took over from is neither kept nor counted', async () => {
    await append(1, lines('one'));
    await requests.change(ID, { type: 'starting', lease: 'lease-2' });
    expect(await append(2, lines('late'))).toBe(false);
    expect(await outputs.followed(ID, 0)).toEqual(upTo(1));
    expect(await append(2, lines('two'), 'lease-2')).toBe(true);
    expect(await outputs.read(ID, 0)).toEqual(lines('one', 'two'));
  });

  test('that is sent again, as its reply was lost, is there once', async () => {
    expect(await append(1, lines('one'))).toBe(true);
    expect(await append(1, lines('one'))).toBe(true);
    expect(await outputs.read(ID, 0)).toEqual(lines('one'));
  });

  test('that Redis does not take is not counted as followed', async () => {
    await redis.set(`${store.prefix}:output:${ID}:0`, 'no list');
    await expect(append(1, lines('one'))).rejects.toMatchObject({ code: 'redis-failed' });
    expect(await outputs.followed(ID, 0)).toBeUndefined();
  });

  test('does not stay for ever', async () => {
    await append(1, lines('one'));
    for (const key of ['output', 'followed']) {
      expect(await redis.pttl(`${store.prefix}:${key}:${ID}:0`)).toBeGreaterThan(0);
    }
  });

  test('cannot be kept where there is no such request', async () => {
    expect(await outputs.appendFollowed('other', 0, lines('one'), { ...upTo(1), lease: '' })).toBe(false);
  });
});

test('plain output is kept in its order, and its end can be had alone', async () => {
  await outputs.append(ID, 0, lines('one', 'two'));
  await outputs.append(ID, 0, []);
  await outputs.append(ID, 0, lines('three'));
  expect(await outputs.read(ID, 0)).toEqual(lines('one', 'two', 'three'));
  expect(await outputs.readEnd(ID, 0, 2)).toEqual(lines('two', 'three'));
});

test('plain output is never there without its end', async () => {
  // As where the worker is lost before a second command.
  jest.spyOn(redis, 'pexpire').mockRejectedValue(new Error('lost'));
  await outputs.append(ID, 0, lines('one'));
  expect(await redis.pttl(`${store.prefix}:output:${ID}:0`)).toBeGreaterThan(0);
});

test('plain output that Redis does not take is a failure', async () => {
  await redis.set(`${store.prefix}:output:${ID}:0`, 'no list');
  await expect(outputs.append(ID, 0, lines('one'))).rejects.toMatchObject({ code: 'redis-failed' });
});
