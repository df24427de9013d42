import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  askedCard,
  CHANNEL,
  reads,
  replies,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';
import { callsOf, SECURITY, setFault, withSecurity } from '../slack/slack-world.ts';

let world: SandboxWorld;

beforeEach(async () => {
  world = await startSandboxWorld({ workspace: withSecurity(), pace: 1 });
  await world.keyhole();
});

afterEach(() => world.stop());

const cardsIn = async (channel: string) =>
  (await world.alice.read(channel)).filter(
    ({ isBot, ephemeral, threadTs }) => isBot && !ephemeral && threadTs === undefined,
  );

test('a short run takes eight calls at the most, besides who someone is, which is kept for a while', async () => {
  const before = (await callsOf(world.slack, '')).length;
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await replies(world.alice, card.ts, 'exit code 0');
  await reads(world.alice, card.ts, 'Completed');
  await replies(world.alice, card.ts, /State: +Terminated/, 15_000);
  const calls = (await callsOf(world.slack, '')).slice(before).map(({ method }) => method);
  const lookUps = calls.filter((method) => method === 'users.info');
  expect(lookUps).toHaveLength(2);
  expect(calls.length - lookUps.length).toBeLessThanOrEqual(8);
});

describe('a busy channel', () => {
  test('holds up no other', async () => {
    const asks = Array.from({ length: 30 }, () =>
      world.alice.type(CHANNEL, '/debug pod cart-0 busybox -- id'),
    );
    await Promise.all(asks);
    const began = Date.now();
    await world.alice.type(SECURITY, '/debug pod cart-1 busybox -- id');
    await world.alice.waitFor(SECURITY, 'the card', (messages) => messages.find(({ isBot }) => isBot));
    expect(Date.now() - began).toBeLessThan(3_000);
    // Slack takes three posts at once and then one a second, so most of them still wait.
    expect((await cardsIn(CHANNEL)).length).toBeLessThan(15);
  });

  test('gets what it waits for in the end, once', async () => {
    await setFault(world.slack, { method: 'chat.postMessage', times: 10, status: 429, retryAfter: 1 });
    await Promise.all(
      ['cart-0', 'cart-1'].map((pod) => world.alice.type(CHANNEL, `/debug pod ${pod} busybox -- id`)),
    );
    await world.alice.waitFor(
      CHANNEL,
      'both cards',
      (messages) =>
        messages.filter(({ isBot, ephemeral }) => isBot && !ephemeral).length === 2 ? true : undefined,
      20_000,
    );
    expect(await cardsIn(CHANNEL)).toHaveLength(2);
    expect(world.log.filter((line) => line.includes('job failed'))).toEqual([]);
  });
});

test('a post whose reply is lost is there once, whoever tries again', async () => {
  await setFault(world.slack, { method: 'chat.postMessage', times: 1, status: 500, taken: true });
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await reads(world.alice, card.ts, 'Completed', 15_000);
  expect(await cardsIn(CHANNEL)).toHaveLength(1);
});
