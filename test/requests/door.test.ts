import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Event } from '../../src/domain/request/request.ts';
import type { Person } from '../../src/domain/request/person.ts';
import { openRequests, type Requests } from '../../src/requests/requests.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';
import { ALICE, ASKED, BOB, prepared, reviewed, testPlan } from '../helpers/request.ts';

const KEEP_MS = 60_000;

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
    keepMs: KEEP_MS,
    onChange: () => Promise.resolve(),
  });
});

afterEach(async () => {
  redis.disconnect();
  await store.cleanup();
});

const askedBy = (requester: Person): Event => ({ ...ASKED, requester });
const CANCELLED: Event = { type: 'cancelled', by: ALICE };
const ask = (id: string, ofPerson: number, by = ALICE) => requests.change(id, askedBy(by), { ofPerson });
const preparedOn = (uid: string): Event => {
  const plan = testPlan();
  return prepared(undefined, { ...plan, pod: { ...plan.pod, uid } });
};
const prepare = (id: string, uid: string, onPod: number) => requests.change(id, preparedOn(uid), { onPod });
const openKeys = () => redis.keys(`${store.prefix}:open:*`);

describe('how many one person has open', () => {
  test('is compared with the most, and one more is not written', async () => {
    expect(await ask('a', 2)).toMatchObject({ kind: 'changed' });
    expect(await ask('b', 2)).toMatchObject({ kind: 'changed' });
    expect(await ask('c', 2)).toEqual({ kind: 'refused', code: 'too-many-of-person', request: undefined });
    expect(await requests.load('c')).toBeUndefined();
    expect(await requests.journal('c')).toEqual([]);
    expect(await requests.unsettled()).not.toContain('c');
    expect(await ask('d', 2, BOB)).toMatchObject({ kind: 'changed' });
    expect(await ask('e', 3)).toMatchObject({ kind: 'changed' });
  });

  test('goes down when one of them ends, however it ends', async () => {
    await ask('a', 1);
    await requests.change('a', CANCELLED);
    await ask('b', 1);
    await requests.change('b', { type: 'refused', sentence: 'No.' });
    expect(await ask('c', 1)).toMatchObject({ kind: 'changed' });
    expect(await ask('d', 1)).toMatchObject({ code: 'too-many-of-person' });
  });

  test('counts one that is in already once, and never keeps one from ending', async () => {
    await ask('a', 1);
    expect(await requests.change('a', preparedOn('uid-1'), { ofPerson: 1, onPod: 1 })).toMatchObject({
      kind: 'changed',
    });
    await ask('b', 9);
    expect(await requests.change('a', CANCELLED, { ofPerson: 1, onPod: 0 })).toMatchObject({
      request: { outcome: 'cancelled' },
    });
  });

  test('holds for whoever asks at the same moment', async () => {
    const clients = [new Redis(store.url), new Redis(store.url), new Redis(store.url)];
    const gateways = clients.map((client) =>
      openRequests({
        redis: client,
        prefix: store.prefix,
        now: () => clock,
        keepMs: KEEP_MS,
        onChange: async () => {},
      }),
    );
    const changes = await Promise.all(
      gateways.flatMap((gateway, which) =>
        Array.from({ length: 10 }, (_each, index) =>
          gateway.change(`id${which}-${index}`, ASKED, { ofPerson: 4 }),
        ),
      ),
    );
    for (const client of clients) client.disconnect();
    expect(changes.filter(({ kind }) => kind === 'changed')).toHaveLength(4);
  });
});

describe('how many are open on one pod', () => {
  test('is compared when the pod is known, for whoever asked', async () => {
    for (const id of ['a', 'b', 'c']) await ask(id, 9, id === 'b' ? BOB : ALICE);
    expect(await prepare('a', 'uid-1', 1)).toMatchObject({ kind: 'changed' });
    expect(await prepare('b', 'uid-1', 1)).toMatchObject({
      kind: 'refused',
      code: 'too-many-on-pod',
      request: { id: 'b', state: 'asked' },
    });
    expect(await requests.journal('b')).toHaveLength(1);
    expect(await prepare('c', 'uid-2', 1)).toMatchObject({ kind: 'changed' });
    await requests.change('a', reviewed(BOB, 'deny'));
    expect(await prepare('b', 'uid-1', 1)).toMatchObject({ kind: 'changed' });
  });

  test('is another on the pod that replaced it, and in another cluster', async () => {
    await ask('a', 9);
    await requests.change('b', { ...ASKED, cluster: 'other' });
    await prepare('a', 'uid-1', 1);
    expect(await prepare('b', 'uid-1', 1)).toMatchObject({ kind: 'changed' });
  });
});

describe('nothing that was left behind counts for ever', () => {
  test('when all has ended, no set is left', async () => {
    for (const id of ['a', 'b']) await ask(id, 9);
    await prepare('a', 'uid-1', 9);
    expect(await openKeys()).toHaveLength(2);
    for (const id of ['a', 'b']) await requests.change(id, CANCELLED);
    expect(await openKeys()).toEqual([]);
  });

  test('a record that is gone counts no more once the sweeper let go of it', async () => {
    await ask('a', 1);
    await redis.del(`${store.prefix}:request:a`);
    await requests.settle('a');
    expect(await ask('b', 1)).toMatchObject({ kind: 'changed' });
  });

  test('an id that a version before this one ended counts no more once it is settled', async () => {
    await redis.sadd(`${store.prefix}:open:person:${ALICE.slackId}`, 'old');
    expect(await ask('a', 1)).toMatchObject({ kind: 'changed' });
  });

  test('one that was open before this was counted is counted from its next change on', async () => {
    await ask('a', 1);
    await redis.del(...(await openKeys()));
    await requests.change('a', preparedOn('uid-1'));
    expect((await openKeys()).toSorted()).toEqual(
      [`open:person:${ALICE.slackId}`, 'open:pod:sandbox/uid-1'].map((key) => `${store.prefix}:${key}`),
    );
  });

  test('the sets live as long as the longest kept of their records, and no longer', async () => {
    await ask('a', 9);
    await prepare('a', 'uid-1', 9);
    await ask('b', 9);
    const [ofPerson, record, other] = await Promise.all(
      [`open:person:${ALICE.slackId}`, 'request:a', 'request:b'].map((key) =>
        redis.pttl(`${store.prefix}:${key}`),
      ),
    );
    expect(record).toBeGreaterThan(other ?? 0);
    expect(ofPerson).toBeGreaterThanOrEqual((record ?? 0) - 1_000);
    expect(ofPerson).toBeLessThanOrEqual(KEEP_MS + 15 * 60_000);
  });
});

describe('how long a record is kept', () => {
  test('is longer than anything that it waits for', async () => {
    await ask('a', 9);
    await prepare('a', 'uid-1', 9);
    expect(await redis.pttl(`${store.prefix}:request:a`)).toBeGreaterThan(15 * 60_000);
    await requests.change('a', CANCELLED);
    expect(await redis.pttl(`${store.prefix}:request:a`)).toBeLessThanOrEqual(KEEP_MS);
  });
});
