import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SeenMessage } from '../../src/sandbox/slack/person-client.ts';
import { askedCard, CHANNEL, reads, type SandboxWorld, startSandboxWorld } from '../helpers/sandbox-world.ts';
import { callsOf, setFault } from '../slack/slack-world.ts';

let world: SandboxWorld;

beforeEach(async () => {
  world = await startSandboxWorld();
  await world.keyhole({ env: { KEYHOLE_ROLE: 'worker' } });
});

afterEach(() => world.stop());

const gateway = () => world.keyhole({ env: { KEYHOLE_ROLE: 'gateway' } });
const approve = (card: SeenMessage) => world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
const completes = (card: SeenMessage) => reads(world.alice, card.ts, 'Completed, exit code 0');

test('a click that Slack saw taken counts, although the gateway stops before it knows who clicked', async () => {
  const first = await gateway();
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  await setFault(world.slack, { method: 'users.info', times: 1, delayMs: 700 });
  const asked = (await callsOf(world.slack, 'users.info')).length;
  expect(await approve(card)).toMatchObject({ ok: true });
  await first.stop();
  // It did wait for that answer, and nobody clicks again.
  expect((await callsOf(world.slack, 'users.info')).length).toBe(asked + 1);
  await gateway();
  expect(await completes(card)).toContain('approved by <@U0BOB>');
}, 40_000);

test('while no gateway runs Slack tells whoever clicks, and the next click counts', async () => {
  const first = await gateway();
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  await first.stop();
  expect(await approve(card)).toMatchObject({ ok: false });
  await gateway();
  expect(await reads(world.alice, card.ts, '[Approve]')).not.toContain('approved by');
  expect(await approve(card)).toMatchObject({ ok: true });
  await completes(card);
}, 40_000);

test('clicks around the end of one of two gateways: each counts, or Slack tells whoever clicked', async () => {
  const going = await gateway();
  const cards: SeenMessage[] = [];
  for (const pod of ['cart-0', 'cart-1', 'api-7f9'])
    cards.push(await askedCard(world.alice, `/debug pod ${pod} busybox -- id`));
  await gateway();
  // Some are on their way when it is told to stop, some come while it does; Slack gives the two their turns.
  const [before, during, after] = cards;
  if (!before || !during || !after) throw new Error('no cards');
  const early = approve(before);
  const stopped = going.stop();
  const answers = [await early, await approve(during)];
  await stopped;
  answers.push(await approve(after));
  // A click that Slack could not bring to anyone is told, and may be made again; one that it could is never lost.
  expect(answers.at(-1)).toMatchObject({ ok: true });
  for (const [index, card] of cards.entries()) {
    if (answers[index]?.ok !== true) await approve(card);
    await completes(card);
  }
}, 60_000);
