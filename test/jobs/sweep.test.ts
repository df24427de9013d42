import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '../../src/domain/request/request.ts';
import type { Trigger } from '../../src/domain/request/triggers.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { reminderAt } from '../../src/domain/request/due.ts';
import { type Freeze, openFreeze } from '../../src/requests/freeze.ts';
import {
  ALICE,
  APPROVED,
  ASKED,
  BOB,
  BROKEN_GLASS,
  ID,
  LEASE,
  prepared,
  RUNNING,
  STARTS,
} from '../helpers/request.ts';
import { type JobWorld, jobWorld } from './job-world.ts';

let world: JobWorld;
let added: Trigger[];
let freeze: Freeze;
/** How often the memberships were asked for, and what comes of it. */
let renewals: number;
let renew: () => Promise<void>;
/** The version that the thread of each request shows. */
let shown: Map<string, number>;

beforeEach(() => {
  world = jobWorld();
  added = [];
  shown = new Map();
  freeze = openFreeze(world);
  renewals = 0;
  renew = async () => void (renewals += 1);
});

afterEach(() => world.stop());

const swept = (add = async (triggers: readonly Trigger[]) => void added.push(...triggers)) =>
  sweep({
    requests: world.requests,
    freeze,
    renewMemberships: () => renew(),
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
    ['pending', [ASKED, prepared()], ['update-thread', 'expire-request', 'remind-reviewers']],
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
      const times = new Map([
        ['expire-request', request.dueAt],
        ['remind-reviewers', reminderAt(request)],
      ]);
      const at = times.get(job);
      const gathers = job === 'update-thread' && ['approved', 'starting'].includes(request.state) ? 400 : 0;
      expect(delayMs).toBe(at === undefined ? gathers : at - world.clock.now);
    }
    expect(await world.requests.unsettled()).toEqual([ID]);
  });
});

test('a thread that shows the request as it stands needs no update, one that lags does', async () => {
  const { version } = await world.bring(ASKED, prepared());
  shown.set(ID, version);
  await swept();
  expect(jobs()).toEqual(['expire-request', 'remind-reviewers']);
  shown.set(ID, version - 1);
  await swept();
  const waiting = ['expire-request', 'remind-reviewers'];
  expect(jobs()).toEqual([...waiting, 'update-thread', ...waiting]);
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

describe('while Keyhole is frozen', () => {
  const FROZEN = { by: BOB, reason: 'a leak', at: 1 };

  test.each<[string, readonly Event[], boolean]>([
    ['pending', [ASKED, prepared()], true],
    ['running', RUNNING, false],
  ])('what is open ends, and its thread is told: %s', async (_state, events, released) => {
    await world.bring(...events);
    await freeze.write(FROZEN);
    await swept();
    expect(await world.record()).toMatchObject({
      state: 'ended',
      outcome: 'stopped',
      sentence: expect.stringContaining('frozen by Bob: a leak'),
      endedBy: BOB,
      released,
    });
    expect(jobs()).toEqual(released ? ['update-thread'] : ['update-thread', 'release-session']);
  });

  test('what ended keeps its outcome, and what is asked after it is taken back stays', async () => {
    await world.bring(ASKED, { type: 'cancelled', by: ALICE });
    await freeze.write(FROZEN);
    await swept();
    expect(await world.record()).toMatchObject({ outcome: 'cancelled', version: 2 });
    await freeze.clear();
    await world.requests.change('later', ASKED);
    await swept();
    expect(await world.requests.load('later')).toMatchObject({ state: 'asked', version: 1 });
  });
});

describe('the memberships of user groups', () => {
  test('are renewed while something is open, and not for what is over', async () => {
    await swept();
    expect(renewals).toBe(0);
    await world.bring(ASKED, prepared());
    await swept();
    expect(renewals).toBe(1);
    await world.bring({ type: 'cancelled', by: ALICE });
    await swept();
    expect(renewals).toBe(1);
  });

  test('that cannot be learned are logged and stop nothing', async () => {
    await world.bring(ASKED);
    renew = () => Promise.reject(new Error('Slack is away'));
    await swept();
    expect(jobs()).toEqual(['update-thread', 'prepare-request', 'expire-request']);
    expect(world.log).toEqual([expect.objectContaining({ level: 'error' })]);
  });
});

test('a broken glass is looked after until someone reviewed it', async () => {
  await world.bring(...BROKEN_GLASS, ...STARTS, ENDED);
  const released = await world.bring({ type: 'released' });
  shown.set(ID, released.version);
  await swept();
  expect(jobs()).toEqual(['ask-for-review']);
  expect(await world.requests.unsettled()).toEqual([ID]);
  const reviewed = await world.bring({ type: 'acknowledged', by: BOB });
  shown.set(ID, reviewed.version);
  await swept();
  expect(await world.requests.unsettled()).toEqual([]);
});
