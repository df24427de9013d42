import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '../../src/domain/request/request.ts';
import type { Trigger } from '../../src/domain/request/triggers.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { ALICE, APPROVED, ASKED, ID, LEASE, prepared, RUNNING } from '../helpers/request.ts';
import { type JobWorld, jobWorld } from './job-world.ts';

let world: JobWorld;
let added: Trigger[];
/** The version that the thread of each request shows. */
let shown: Map<string, number>;

beforeEach(() => {
  world = jobWorld();
  added = [];
  shown = new Map();
});

afterEach(() => world.stop());

const swept = (add = async (triggers: readonly Trigger[]) => void added.push(...triggers)) =>
  sweep({
    requests: world.requests,
    add,
    shownVersion: async (id) => shown.get(id) ?? 0,
    now: () => world.clock.now,
    logger: world.logger,
  })('', new AbortController().signal);

const jobs = () => added.map(({ job }) => job);
const ENDED: Event = { type: 'ended', outcome: 'failed', sentence: 'No.' };

describe('what a crash left out is added again', () => {
  test.each<[string, readonly Event[], readonly string[]]>([
    ['asked', [ASKED], ['update-thread', 'prepare-request', 'expire-request']],
    ['pending', [ASKED, prepared()], ['update-thread', 'expire-request']],
    ['approved', APPROVED, ['update-thread', 'run-session', 'expire-request']],
    [
      'starting',
      [...APPROVED, { type: 'starting', lease: LEASE }],
      ['update-thread', 'run-session', 'expire-request'],
    ],
    ['active', RUNNING, ['update-thread', 'run-session', 'expire-request']],
    ['ended', [...RUNNING, ENDED], ['update-thread', 'release-session']],
    ['released', [...RUNNING, ENDED, { type: 'released' }], ['update-thread']],
    ['cancelled', [ASKED, { type: 'cancelled', by: ALICE }], ['update-thread']],
  ])('%s', async (_state, events, expected) => {
    const request = await world.bring(...events);
    world.clock.now += 5_000;
    await swept();
    expect(jobs()).toEqual(expected);
    for (const { job, id, cluster, delayMs } of added) {
      expect([id, cluster]).toEqual([ID, 'sandbox']);
      expect(delayMs).toBe(job === 'expire-request' ? (request.dueAt ?? 0) - world.clock.now : 0);
    }
    expect(await world.requests.unsettled()).toEqual([ID]);
  });
});

test('a thread that shows the request as it stands needs no update, one that lags does', async () => {
  const { version } = await world.bring(ASKED, prepared());
  shown.set(ID, version);
  await swept();
  expect(jobs()).toEqual(['expire-request']);
  shown.set(ID, version - 1);
  await swept();
  expect(jobs()).toEqual(['expire-request', 'update-thread', 'expire-request']);
});

describe('what is settled', () => {
  test('is ended, released and shown: then it is let go', async () => {
    const ended = await world.bring(...RUNNING, ENDED);
    shown.set(ID, ended.version);
    await swept();
    expect(jobs()).toEqual(['release-session']);
    const released = await world.bring({ type: 'released' });
    await swept();
    expect(await world.requests.unsettled()).toEqual([ID]);
    shown.set(ID, released.version);
    await swept();
    expect(await world.requests.unsettled()).toEqual([]);
    added = [];
    await swept();
    expect(added).toEqual([]);
  });

  test('is also an id whose record is gone', async () => {
    await world.bring(ASKED);
    await world.redis.del(`${world.prefix}:request:${ID}`);
    await swept();
    expect(await world.requests.unsettled()).toEqual([]);
    expect(added).toEqual([]);
  });
});

describe('one request that cannot be swept', () => {
  const ids = ['first', 'second', 'third'];

  beforeEach(async () => {
    for (const id of ids) await world.requests.change(id, ASKED);
  });

  const others = (broken: string) => ids.filter((id) => id !== broken).flatMap((id) => [id, id, id]);

  test.each(ids)('for its record is broken (%s) stops no other, and is logged', async (broken) => {
    await world.redis.hset(`${world.prefix}:request:${broken}`, 'record', '{"id":');
    await swept();
    expect(added.map(({ id }) => id).toSorted()).toEqual(others(broken));
    expect(world.log).toEqual([expect.objectContaining({ level: 'error', requestId: broken })]);
    expect((await world.requests.unsettled()).toSorted()).toEqual(ids);
  });

  test('for its jobs could not be added stops no other', async () => {
    await swept(async (triggers) => {
      if (triggers.some(({ id }) => id === 'second')) throw new Error('no');
      added.push(...triggers);
    });
    expect(added.map(({ id }) => id).toSorted()).toEqual(others('second'));
  });
});
