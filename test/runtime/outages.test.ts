import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type SandboxRedis, startRedis } from '../../src/sandbox/redis.ts';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
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
let redis: SandboxRedis;

beforeEach(async () => {
  redis = await startRedis({ env: { PATH: process.env.PATH }, appendOnly: true });
  world = await startSandboxWorld({ redisUrl: redis.url });
});

afterEach(async () => {
  await world.stop();
  await redis.stop();
});

async function fault(method: string, times: number, how: object): Promise<void> {
  await fetch(`${world.slack.url}/sandbox/api/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ method, times, ...how }),
  });
}

describe('Redis', () => {
  test('away while someone types: a clear private answer within three seconds; nothing is lost of what was asked before', async () => {
    await world.keyhole();
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- id');
    redis.kill('SIGKILL');
    const began = Date.now();
    expect(await world.alice.type(CHANNEL, '/debug pod api-7f9 busybox')).toMatchObject({ ok: true });
    await privately(world.alice, "Keyhole's store does not answer");
    expect(Date.now() - began).toBeLessThan(3_000);
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    await privately(world.bob, "Keyhole's store does not answer");
    await redis.restart();
    await approveUntilItCounts(card.ts);
    await replies(world.alice, card.ts, 'exit code 0');
    await reads(world.alice, card.ts, 'Completed');
  });

  test('away while a form is sent: the form says so within three seconds, and can be sent again later', async () => {
    await world.keyhole();
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- id');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-deny');
    await world.bob.waitForModal();
    redis.kill('SIGKILL');
    const began = Date.now();
    const sent = await world.bob.submit({ 'keyhole-words': 'not now' });
    expect(sent.kind).toBe('updated');
    expect(JSON.stringify(sent)).toContain("Keyhole's store does not answer");
    expect(Date.now() - began).toBeLessThan(3_000);
    await world.bob.closeModal();
    await redis.restart();
    await denyUntilItCounts(card.ts);
    expect(await reads(world.alice, card.ts, 'denied by')).toContain('bob: again');
  });

  async function denyUntilItCounts(ts: string): Promise<void> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      await world.bob.click(CHANNEL, ts, 'keyhole-deny');
      const form = await world.bob.waitForModal(undefined, 500).catch(() => undefined);
      if (form && (await world.bob.submit({ 'keyhole-words': 'again' })).kind === 'closed') return;
      if (Date.now() > deadline) throw new Error('the denial never counted');
    }
  }

  async function approveUntilItCounts(ts: string): Promise<void> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      await world.bob.click(CHANNEL, ts, 'keyhole-approve');
      const decided = await reads(world.bob, ts, 'approved by', 500).catch(() => undefined);
      if (decided !== undefined) return;
      if (Date.now() > deadline) throw new Error('the approval never counted');
    }
  }
});

describe('Slack', () => {
  test('too busy or failing: what must be shown is late, never lost or doubled', async () => {
    await world.keyhole();
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- id');
    await fault('chat.update', 2, { status: 500 });
    await fault('chat.postMessage', 2, { status: 429, retryAfter: 1, error: 'ratelimited' });
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    await replies(world.alice, card.ts, 'exit code 0');
    await reads(world.alice, card.ts, 'Completed');
    const replied = (await world.alice.read(CHANNEL)).filter(
      (message) => message.threadTs === card.ts && !message.ephemeral && message.ts !== card.ts,
    );
    const heads = replied.map((message) => plainText(message).split('\n')[0] ?? '');
    expect(heads.filter((head) => head.includes('`id`'))).toHaveLength(1);
    expect(new Set(heads).size).toBe(heads.length);
  });

  test('a connection that Slack closes is opened again', async () => {
    await world.keyhole();
    await fault('apps.connections.open', 1, { disconnect: true });
    const deadline = Date.now() + 10_000;
    while (!(await world.alice.type(CHANNEL, '/debug help')).ok) expect(Date.now()).toBeLessThan(deadline);
    await privately(world.alice, 'Ask for a debug container');
  });
});

describe('two gateways', () => {
  test('clicks on both at once decide once', async () => {
    await world.keyhole({ env: { KEYHOLE_ROLE: 'gateway' } });
    await world.keyhole();
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- id');
    await Promise.all([
      world.bob.click(CHANNEL, card.ts, 'keyhole-approve'),
      world.bob.click(CHANNEL, card.ts, 'keyhole-deny'),
      world.alice.click(CHANNEL, card.ts, 'keyhole-cancel'),
      world.bob.click(CHANNEL, card.ts, 'keyhole-approve'),
    ]);
    const verdict = await reads(world.alice, card.ts, /Completed|Denied|Cancelled/);
    const lines = verdict.match(/approved by|denied by/g) ?? [];
    expect(lines.length).toBeLessThanOrEqual(1);
    expect(
      world.cluster.requests().filter(({ path, status }) => status === 101 && path.includes('command=id'))
        .length,
    ).toBeLessThanOrEqual(1);
  });
});
