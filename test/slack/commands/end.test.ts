import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { prepared, RUNNING } from '../../helpers/request.ts';
import { type GatewayWorld, startGatewayWorld } from '../actions/gateway-world.ts';
import { askedIn, CHANNEL } from '../slack-world.ts';

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

const running = () => world.request(askedIn(), ...RUNNING.slice(1));

test.each([
  ['who asked for it', 'U0ALICE', CHANNEL],
  ['who may decide it, from anywhere', 'U0BOB', 'C0GENERAL'],
])('%s ends a session', async (_who, person, channel) => {
  const id = await running();
  expect(await world.answered(person, channel, `/debug end ${id}`)).toContain(
    `The session of the request ${id} is ended`,
  );
  expect(await world.load(id)).toMatchObject({
    state: 'ended',
    outcome: 'completed',
    endedBy: { slackId: person },
  });
});

test('a stranger ends nothing', async () => {
  const id = await running();
  expect(await world.answered('U0MALLORY', CHANNEL, `/debug end keyhole-${id}`)).toContain(
    'Only Alice and those who may decide',
  );
  expect(await world.load(id)).toMatchObject({ state: 'active' });
});

test('what waits for approval is not ended by it', async () => {
  const id = await world.request(askedIn(), prepared());
  expect(await world.answered('U0ALICE', CHANNEL, `/debug end ${id}`)).toContain('cancel');
  expect(await world.load(id)).toMatchObject({ state: 'pending' });
});

test('what ended already, and what is not there, is told', async () => {
  const id = await running();
  await world.answered('U0ALICE', CHANNEL, `/debug end ${id}`);
  expect(await world.answered('U0ALICE', CHANNEL, `/debug end ${id}`)).toContain('completed already');
  expect(await world.answered('U0ALICE', CHANNEL, '/debug end 0000000000')).toContain(
    'I keep no request 0000000000',
  );
});

test('someone whom Slack does not tell ends nothing', async () => {
  const id = await running();
  await world.fault('users.info', { error: 'user_not_found' });
  expect(await world.answered('U0ALICE', CHANNEL, `/debug end ${id}`)).toContain(
    'Slack did not tell me who you are',
  );
  expect(await world.load(id)).toMatchObject({ state: 'active' });
});
