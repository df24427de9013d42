import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Event } from '../../src/domain/request/request.ts';
import { openRequests, type Requests } from '../../src/requests/requests.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';
import { ALICE, ASKED, BOB, CAROL, ID, prepared, reviewed } from '../helpers/request.ts';

let store: TestRedis;
let clients: Redis[];

beforeEach(() => {
  store = testRedis();
  clients = [];
});

afterEach(async () => {
  await store.cleanup();
  for (const client of clients) client.disconnect();
});

/** One gateway: a connection of its own. */
function gateway(changes: { onChange?: (event: Event) => void; now?: () => number } = {}): Requests {
  const redis = new Redis(store.url);
  clients.push(redis);
  return openRequests({
    redis,
    prefix: store.prefix,
    now: changes.now ?? (() => Date.now()),
    keepMs: 60_000,
    onChange: async (_request, event) => changes.onChange?.(event),
  });
}

describe('the door', () => {
  test('writes the record and its journal entry together', async () => {
    const requests = gateway();
    await requests.change(ID, ASKED);
    await requests.change(ID, prepared());
    const [request, journal] = [await requests.load(ID), await requests.journal(ID)];
    expect(request).toMatchObject({ id: ID, version: 2, state: 'pending' });
    expect(journal.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'asked'],
      [2, 'prepared'],
    ]);
    expect(await requests.unsettled()).toEqual([ID]);
  });

  test('a change that the state refuses writes nothing and is told with the request', async () => {
    const requests = gateway();
    await requests.change(ID, ASKED);
    expect(await requests.change(ID, ASKED)).toMatchObject({
      kind: 'refused',
      code: 'exists',
      request: { version: 1 },
    });
    expect(await requests.journal(ID)).toHaveLength(1);
  });

  test('what is kept does not stay for ever', async () => {
    await gateway().change(ID, ASKED);
    const redis = new Redis(store.url);
    clients.push(redis);
    for (const key of ['request', 'journal']) {
      expect(await redis.pttl(`${store.prefix}:${key}:${ID}`)).toBeGreaterThan(0);
    }
  });

  test('approve, deny, cancel and expire over two gateways come to exactly one outcome, a hundred times', async () => {
    const told: Event[] = [];
    // The second gateway's clock says that the time is up: it tries to expire what the first one approves.
    const onChange = (event: Event) => told.push(event);
    const [first, second] = [gateway({ onChange }), gateway({ onChange, now: () => Date.now() + 900_001 })];
    const outcomes = new Set<string>();
    for (let round = 0; round < 100; round += 1) {
      const id = `round${round}`;
      await first.change(id, ASKED);
      await first.change(id, prepared());
      told.length = 0;
      const contenders: [Requests, Event][] = [
        [first, reviewed(BOB, 'approve')],
        [first, reviewed(CAROL, 'deny')],
        [first, { type: 'cancelled', by: ALICE }],
        [second, { type: 'due' }],
      ];
      const turned = [
        ...contenders.slice(round % contenders.length),
        ...contenders.slice(0, round % contenders.length),
      ];
      await Promise.all(turned.map(([requests, event]) => requests.change(id, event)));
      const [request, journal] = [await first.load(id), await second.journal(id)];
      // An approval may come first and be cancelled or expire after it; a denial, cancel or expiry is the last word.
      const ends = journal
        .filter(
          ({ type, ...entry }) =>
            type !== 'reviewed' || ('review' in entry && entry.review.decision === 'deny'),
        )
        .slice(2);
      expect(ends).toHaveLength(request?.state === 'ended' ? 1 : 0);
      expect(['approved', 'ended']).toContain(request?.state);
      expect(journal.map(({ seq }) => seq)).toEqual(
        Array.from({ length: request?.version ?? 0 }, (_each, index) => index + 1),
      );
      expect(told).toHaveLength((request?.version ?? 0) - 2);
      outcomes.add(request?.outcome ?? 'approved');
    }
    expect(outcomes.size).toBeGreaterThan(1);
  });
});
