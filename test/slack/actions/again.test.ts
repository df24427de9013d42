import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requestIdFrom } from '../../../src/domain/request/request-id.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import { ALICE, BOB, prepared, reviewed } from '../../helpers/request.ts';
import { until } from '../../sandbox/slack/support.ts';
import { askedIn, CHANNEL } from '../slack-world.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

const FAILED: Event = { type: 'ended', outcome: 'failed', sentence: 'The pod was replaced.' };

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

const next = (id: string, time = 1) => requestIdFrom(`${id} again ${time}`);
const failed = () => world.request(askedIn(), prepared(), FAILED);

describe('asking again', () => {
  test('asks for the same, as a new request in the same place', async () => {
    const id = await failed();
    const before = await world.load(id);
    await world.click('U0ALICE', await world.post(ACTION.again, id));
    const asked = await until('the new request', () => world.load(next(id)));
    expect(asked).toMatchObject({
      state: 'asked',
      ask: before?.ask,
      requester: { slackId: 'U0ALICE' },
      place: { channel: CHANNEL },
    });
    expect(asked).not.toHaveProperty('plan');
  });

  test('twice asks once, and the second click says so', async () => {
    const id = await failed();
    const button = await world.post(ACTION.again, id);
    await world.click('U0ALICE', button);
    await until('the new request', () => world.load(next(id)));
    expect(await world.told('U0ALICE', button)).toContain(
      `asked for this again already, as the request ${next(id)}`,
    );
    expect(await world.load(next(id, 2))).toBeUndefined();
    expect(await world.requests.journal(next(id))).toHaveLength(1);
  });

  test('works once more when that came to nothing', async () => {
    const id = await failed();
    await world.write(next(id), askedIn(), { type: 'refused', sentence: 'There is no such pod.' });
    await world.click('U0ALICE', await world.post(ACTION.again, id));
    expect(await until('the new request', () => world.load(next(id, 2)))).toMatchObject({ state: 'asked' });
  });

  test('is for who asked alone', async () => {
    const id = await failed();
    expect(await world.told('U0BOB', await world.post(ACTION.again, id))).toContain(
      'Only Alice can ask for this again',
    );
    expect(await world.load(next(id))).toBeUndefined();
  });

  test.each<[string, readonly Event[]]>([
    ['denied', [prepared(), reviewed(BOB, 'deny')]],
    ['cancelled', [prepared(), { type: 'cancelled', by: ALICE }]],
    ['refused', [{ type: 'refused', sentence: 'The policy has no rule for it.' }]],
    ['pending', [prepared()]],
  ])('is not offered for what is %s', async (_state, events) => {
    const id = await world.request(askedIn(), ...events);
    expect(await world.told('U0ALICE', await world.post(ACTION.again, id))).toContain('nothing was changed');
    expect(await world.load(next(id))).toBeUndefined();
  });
});
