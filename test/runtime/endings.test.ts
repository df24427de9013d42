import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { testPolicy } from '../helpers/policy.ts';
import {
  askedCard,
  CHANNEL,
  privately,
  reads,
  replies,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';

let world: SandboxWorld;
const podOf = (name: string) => world.cluster.pods().find((each) => each.name.startsWith(name));

beforeAll(async () => {
  world = await startSandboxWorld();
  const limits = { pending: '5s', unused: '10m', session: '4s', command: '1s', output: '1KB' };
  const images = {
    busybox: { image: 'docker.io/library/busybox:1.37' },
    slow: { image: 'docker.io/library/busybox:1.37', firstLook: ['sleep 300'] },
  };
  const rule = { limits, images: Object.keys(images) };
  await world.keyhole({ policy: testPolicy(rule, { images }) });
});

afterAll(() => world.stop());

describe('limits', () => {
  test('a request that nobody decides expires, and cannot be approved afterwards', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- id');
    const shown = await reads(world.bob, card.ts, 'Expired');
    expect(shown).not.toContain('[Approve]');
    await replies(world.alice, card.ts, 'Nobody decided in time');
  });

  test('a command is waited for as long as its limit, and the session ends', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- sleep 30');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    await replies(world.alice, card.ts, 'stopped at its limit of 1 s');
    await world.alice.waitFor(
      CHANNEL,
      'the end of what ran in the container',
      () =>
        podOf('api-7f9')?.containers.every((each) => !each.ephemeral || each.processes.length === 0) ||
        undefined,
    );
  });

  test('a command that reaches its limit in a session that stays open is ended, and the session goes on', async () => {
    const card = await askedCard(world.alice, '/debug pod cart-0 slow');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    await replies(world.alice, card.ts, 'stopped at its limit of 1 s');
    await reads(world.alice, card.ts, 'Session open');
    const container = podOf('cart-0')?.containers.find((each) => each.ephemeral);
    const commands = container?.processes.map(({ command }) => command) ?? [];
    expect(commands).toContainEqual(expect.stringContaining('keyhole waits here'));
    expect(commands.filter((command) => command.includes('sleep 300'))).toEqual([]);
  });

  test('a session that stays open ends at its limit, and so does its container', async () => {
    const card = await askedCard(world.alice, '/debug pod cart-1 busybox');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    await reads(world.alice, card.ts, 'Session open');
    expect(await reads(world.alice, card.ts, 'Completed')).toContain('The session reached its time limit.');
    await world.alice.waitFor(CHANNEL, 'the end of the container', () =>
      podOf('cart-1')?.containers.find((each) => each.ephemeral && each.exitCode === 0),
    );
    expect(podOf('cart-1')?.containers.map((each) => each.restarts)).toEqual([0, 0]);
  });

  test('output beyond the limit is cut with a clear mark', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- seq 1 1000');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    expect(plainText(await replies(world.alice, card.ts, 'exit code 0'))).toMatch(
      /kept the first 1 kB, 2.9 kB more were cut off/,
    );
  });
});

describe('where it cannot be done', () => {
  test('a channel without the bot gets a hint, and nobody is asked', async () => {
    await world.alice.type('C0GENERAL', '/debug pod api-7f9 busybox');
    await privately(world.alice, '/invite @keyhole', 'C0GENERAL');
    await world.alice.type('C0PAYMENTS', '/debug pod api-7f9 busybox');
    await privately(world.alice, '/invite @keyhole', 'C0PAYMENTS');
  });

  test('a pod that was replaced after the approval is refused, not debugged', async () => {
    const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
    await world.cluster.replacePod('shop', 'cart-0');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    expect(await reads(world.alice, card.ts, 'Failed')).toMatch(/cart-0/);
    expect(podOf('cart-0')?.containers.filter((each) => each.ephemeral)).toEqual([]);
  });

  test('a cluster that is down is told before anyone is asked', async () => {
    world.cluster.setFault({
      method: 'PATCH',
      path: /ephemeralcontainers/,
      status: 503,
      body: 'down',
      times: 50,
    });
    await world.alice.type(CHANNEL, '/debug pod api-7f9 busybox -- id');
    const answer = await privately(world.alice, 'You asked');
    world.cluster.clearFaults();
    expect(plainText(answer)).toContain('503');
    expect(plainText(answer)).not.toContain('[Approve]');
  });
});
