import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import type { Plan } from '../../../src/domain/request/plan.ts';
import { requestIdFrom } from '../../../src/domain/request/request-id.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import { testPolicy } from '../../helpers/policy.ts';
import {
  ALICE,
  ASK,
  BOB,
  CAROL,
  LEASE,
  prepared,
  reviewed,
  STARTS,
  testPlan,
} from '../../helpers/request.ts';
import { askedIn } from '../slack-world.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

const { command: _none, ...FIRST_LOOK } = ASK;
const POLICY = testPolicy({ alsoRun: ['payments'], limits: { session: '15m', extended: '20m' } });
const WAITS: Event = { type: 'extension-asked', by: CAROL, needs: [{ from: ['sre'], count: 1 }] };
const AT_ONCE: Event = { type: 'extension-asked', by: CAROL, needs: [] };

let world: GatewayWorld;
let made = 0;

beforeAll(async () => {
  world = await startGatewayWorld(() => POLICY);
});

afterAll(() => world.stop());

/** A session that stays open, and its button. */
async function open(change: Partial<Plan> = {}, ...more: readonly Event[]) {
  made += 1;
  const id = requestIdFrom(`to extend ${made}`);
  const plan = { ...testPlan(POLICY, id, FIRST_LOOK), ...change };
  await world.write(
    id,
    { ...askedIn(), ask: FIRST_LOOK } as Event,
    prepared(undefined, plan),
    { type: 'card-posted' },
    reviewed(BOB, 'approve'),
    ...STARTS,
    ...more,
  );
  return { id, button: await world.post(ACTION.extend, id) };
}

describe('Extend', () => {
  test.each([
    ['who asked for the session', ALICE],
    ['who may run commands in it', CAROL],
    ['who may decide on it', BOB],
  ])('asks for the approvals anew, for %s', async (_who, { slackId }) => {
    const { id, button } = await open();
    const request = await world.changes(slackId, button, id, ({ extensions }) => extensions !== undefined);
    expect(request.extensions).toMatchObject([
      { by: { slackId }, needs: [{ from: ['sre'], count: 1 }], reviews: [] },
    ]);
    expect(request.extensions?.[0]?.decision).toBeUndefined();
  });

  test('does nothing for others', async () => {
    const { id, button } = await open();
    expect(await world.told('U0MALLORY', button)).toContain(
      'Only Alice, who is in payments and those who may decide this request can ask for more time',
    );
    expect((await world.load(id))?.extensions).toBeUndefined();
  });

  test.each<[string, Partial<Plan>, readonly Event[], string]>([
    ['while someone else waits for it', {}, [WAITS], 'Someone asked for more time already'],
    [
      'once the time is used up',
      {},
      [AT_ONCE, { type: 'extended', extension: 0 }],
      'This session lasts as long as its rule lets it',
    ],
    ['in a reused container', { reused: true }, [], 'uses the container of an earlier request'],
    ['of a session for one command', { staysOpen: false }, [], 'for its one command'],
    ['after the session', {}, [{ type: 'ended', outcome: 'completed', lease: LEASE }], 'is over'],
    [
      'where the record is not what was reviewed',
      { cluster: 'other' },
      [],
      'is not the one that was reviewed',
    ],
  ])('says why it cannot be done %s', async (_when, change, more, sentence) => {
    const { id, button } = await open(change, ...more);
    const before = (await world.load(id))?.version;
    expect(await world.told('U0ALICE', button)).toContain(sentence);
    expect((await world.load(id))?.version).toBe(before);
  });

  test('is not taken while all is frozen', async () => {
    const { button } = await open();
    await world.gateway.freeze.write({ by: BOB, at: 0 });
    try {
      expect(await world.told('U0ALICE', button)).toContain('frozen');
    } finally {
      await world.gateway.freeze.clear();
    }
  });
});

describe('whoever decides on more time', () => {
  test('is not who wants it, and neither whose session it is; once is enough', async () => {
    const { id } = await open({}, WAITS);
    const button = await world.post(ACTION.approve, `${id} x0`);
    expect(await world.told('U0CAROL', button)).toContain('You asked for this yourself');
    expect(await world.told('U0ALICE', button)).toContain('may decide this request');
    expect(await world.told('U0MALLORY', button)).toContain('you are not among them');
    const request = await world.changes(
      'U0BOB',
      button,
      id,
      ({ extensions }) => extensions?.[0]?.decision === 'approved',
    );
    expect(request.reviews).toHaveLength(1);
    expect(await world.told('U0BOB', button)).toContain('This extension is approved already');
    expect(await world.told('U0BOB', await world.post(ACTION.approve, `${id} x7`))).toContain(
      'nothing was changed',
    );
  });
});
