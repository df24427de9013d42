import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { testPolicy } from '../helpers/policy.ts';
import {
  askedCard,
  CHANNEL,
  reads,
  replies,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';

let world: SandboxWorld;

beforeAll(async () => {
  world = await startSandboxWorld();
  const limits = { pending: '6s' };
  await world.keyhole({ policy: testPolicy({ limits, requireReason: ['approve'] }) });
});

afterAll(() => world.stop());

describe('a request that waits', () => {
  test('calls on those who may decide before its time is over; an approval tells why', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- id');
    await replies(world.bob, card.ts, /:alarm_clock: <@U0BOB>, all of sre: this request still waits/);
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    await world.bob.waitForModal();
    expect(await world.bob.submit({ 'keyhole-words': 'pairing' })).toEqual({ kind: 'closed' });
    expect(await reads(world.alice, card.ts, 'Completed, exit code 0')).toMatch(
      /approved by <@U0BOB>[^]*bob: pairing/,
    );
    await replies(world.alice, card.ts, 'Those who may decide were reminded.');
  });

  test('in vain is asked again with a click, and that can be approved', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- hostname');
    const closing = await replies(world.alice, card.ts, '[Ask again]', 20_000);
    expect(plainText(closing)).toContain('Nobody decided in time');
    const before = (await world.alice.read(CHANNEL)).length;
    await world.alice.click(CHANNEL, closing.ts, 'keyhole-again');
    const anew = await world.alice.waitFor(CHANNEL, 'the new card', (messages) =>
      messages.slice(before).find((message) => plainText(message).includes('[Approve]')),
    );
    expect(plainText(anew)).toContain('hostname');
    await world.bob.click(CHANNEL, anew.ts, 'keyhole-approve');
    await world.bob.waitForModal();
    await world.bob.submit({ 'keyhole-words': 'now' });
    await reads(world.alice, anew.ts, 'Completed, exit code 0');
  });
});
