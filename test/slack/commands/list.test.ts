import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { plainText } from '../../../src/sandbox/slack/plain-text.ts';
import { BOB, MALLORY, prepared, reviewed, RUNNING } from '../../helpers/request.ts';
import { type GatewayWorld, startGatewayWorld } from '../actions/gateway-world.ts';
import { askedIn, CHANNEL } from '../slack-world.ts';

let world: GatewayWorld;

beforeEach(async () => {
  world = await startGatewayWorld();
});

afterEach(() => world.stop());

const list = (who: string) => world.answered(who, CHANNEL, '/debug list');
const ENDS = { type: 'cancelled', by: MALLORY } as const;

test('shows someone what of theirs is open, and what waits for them', async () => {
  const waiting = await world.request(askedIn(), prepared());
  const running = await world.request(askedIn(), ...RUNNING.slice(1));
  const over = await world.request(askedIn(), prepared(), ENDS);
  await world.shown.writeMessage(waiting, 'card', {
    ts: (await world.client.chat.postMessage({ channel: CHANNEL, text: 'the card' })).ts ?? '',
    digest: '',
  });
  const alice = await list('U0ALICE');
  expect(alice).toMatch(
    new RegExp(`Running sessions[^]*${running}[^]*Your open requests[^]*${waiting}[^]*waiting for approval`),
  );
  expect(alice).toContain(`/archives/${CHANNEL}/p`);
  expect(alice).not.toContain('Waits for your decision');
  expect(alice).not.toContain(over);
  const bob = await list('U0BOB');
  expect(bob).toMatch(new RegExp(`Waits for your decision[^]*${waiting}[^]*Running sessions[^]*${running}`));
  const carol = await list('U0CAROL');
  expect(carol).toContain('Nothing is open that is yours or waits for you.');
});

test('is bounded, and tells how many there are more', async () => {
  for (let count = 0; count < 12; count += 1) await world.request(askedIn(), prepared());
  expect(await list('U0ALICE')).toContain('8 more');
});

test('is listed also when Slack gives no link', async () => {
  const id = await world.request(askedIn(), prepared());
  await world.shown.writeMessage(id, 'card', { ts: '1700000000.000100', digest: '' });
  await world.fault('chat.getPermalink', { status: 500 }, 3);
  const told = await list('U0ALICE');
  expect(told).toContain(id);
  expect(told).not.toContain('open its thread');
});

test('is for everybody there when someone says so, who is named', async () => {
  const id = await world.request(askedIn(), prepared(), reviewed(BOB, 'approve'));
  await world.person('U0ALICE').type(CHANNEL, '/debug list --here');
  const shown = await world
    .person('U0CAROL')
    .waitFor(CHANNEL, 'the list', (messages) => messages.find((message) => plainText(message).includes(id)));
  expect(shown.ephemeral).not.toBe(true);
  expect(plainText(shown)).toContain('Shown to all by <@U0ALICE>');
});
