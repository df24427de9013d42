import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
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

beforeAll(async () => {
  world = await startSandboxWorld();
  await world.keyhole();
});

afterAll(() => world.stop());

describe('the main job', () => {
  test('asks, approves, runs, and shows output, exit code and who decided', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox --reason "it is <slow>" -- ps aux');
    expect(plainText(card)).toMatch(/Debug api-7f9\S+/);
    for (const part of [
      'ps aux',
      'it is <slow>',
      'Deployment api',
      'Rule  shop',
      'may decide: sre',
      '[Approve] [Deny]',
      'Waiting for approval',
    ]) {
      expect(plainText(card)).toContain(part);
    }
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    const run = await replies(world.carol, card.ts, 'exit code 0');
    expect(plainText(run)).toMatch(/PID.*\n.*1 .*server/);
    const shown = await reads(world.carol, card.ts, 'Completed, exit code 0');
    expect(shown).toContain('approved by <@U0BOB>');
    expect(shown).not.toContain('[');
  });

  test('the container is named after the request, pinned to the pod and over soon after; nobody touched the app', async () => {
    const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
    const id = /Request `(\w+)`/.exec(plainText(card))?.[1];
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    await reads(world.alice, card.ts, 'Completed');
    const pod = () => world.cluster.pods().find((each) => each.name === 'cart-0');
    await world.alice.waitFor(CHANNEL, 'the end of the container', () =>
      pod()?.containers.find((each) => each.name === `keyhole-${id}` && each.exitCode === 0),
    );
    expect(pod()?.containers.map((each) => each.restarts)).toEqual([0, 0]);
  });

  test('the exit code of a command that fails is told', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- sh -c "echo oops >&2; exit 7"');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    expect(plainText(await replies(world.alice, card.ts, 'exit code 7'))).toContain('oops');
    await reads(world.alice, card.ts, 'Completed, exit code 7');
  });

  test('a program that the image lacks is told', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- nosuchprogram');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    expect(plainText(await replies(world.alice, card.ts, 'it could not start'))).toContain('nosuchprogram');
  });

  test('without a command a first look runs and the session stays open until it is ended', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    const look = plainText(await replies(world.alice, card.ts, 'exit code 0'));
    for (const part of [
      '$ id',
      // The strongest of the rule's profiles that does the job here.
      'uid=65532',
      '/app/server',
      'MemTotal',
      '/proc/1/mounts',
      'netstat -tln',
      '8080',
    ]) {
      expect(look).toContain(part);
    }
    // Of the processes those that are not Keyhole's own.
    expect(look).not.toMatch(/keyhole waits here|keyhole looks around/);
    // Of the mounts those that say something of this container.
    expect(look).toMatch(/^overlay \/ overlay/m);
    expect(look).not.toMatch(/^(proc|sysfs|devpts) \//m);
    const open = await reads(world.alice, card.ts, 'Session open');
    expect(open).toContain('[End session]');
    await world.mallory.click(CHANNEL, card.ts, 'keyhole-end');
    await privately(world.mallory, 'can end its session');
    await world.alice.click(CHANNEL, card.ts, 'keyhole-end');
    await reads(world.alice, card.ts, /Ended early by <@U0ALICE>/);
    await replies(world.alice, card.ts, 'Ended early by <@U0ALICE>');
  });

  test('output lines appear while a command runs, stdout and stderr in order of arrival', async () => {
    // Long enough for the first lines to be seen before the last one, also on a busy machine.
    const card = await askedCard(
      world.alice,
      '/debug pod api-7f9 busybox -- sh -c "echo one; echo two >&2; sleep 4; echo three"',
    );
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    const live = await replies(world.alice, card.ts, /\none\nstderr\ntwo[^]*running…/);
    expect(await reads(world.alice, live.ts, 'exit code 0')).toMatch(/one\nstderr\ntwo\nstdout\nthree/);
  });

  test('long output is shown from both ends, and the whole is a file', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- seq 1 2000');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    const run = plainText(await replies(world.alice, card.ts, 'exit code 0'));
    expect(run).toMatch(/\n1\n2\n[^]*lines left out[^]*\n1999\n2000\n/);
    const file = (await replies(world.alice, card.ts, /\[file .*\.txt/)).files?.[0];
    const text = await (
      await fetch(`${world.slack.url}${new URL(file?.url ?? '', world.slack.url).pathname}`)
    ).text();
    expect(text.trim().split('\n')).toHaveLength(2000);
  });
});

describe('secrets', () => {
  test('reach neither Slack nor Redis nor the log', async () => {
    const secret = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');
    const halves = `printf 'ghp_%s\\n' ${secret.slice(4)}`;
    const card = await askedCard(world.alice, `/debug pod api-7f9 busybox -- sh -c "${halves}"`);
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    const run = plainText(await replies(world.bob, card.ts, 'exit code 0'));
    expect(run).toContain('[redacted');
    expect(run).toContain('1 secret redacted');
    const seen = (await world.bob.read(CHANNEL)).map((message) => JSON.stringify(message)).join('\n');
    expect(seen).not.toContain(secret);
    expect(await everythingInRedis()).not.toContain(secret);
    expect(world.log.join('')).not.toContain(secret);
  });

  test('in what someone types are not taken, and reach nobody', async () => {
    const secret = ['ghp', 'Z9y8X7w6V5u4T3s2R1q0P9o8N7m6L5k4J3i2'].join('_');
    await world.alice.type(CHANNEL, `/debug pod api-7f9 busybox -- echo ${secret}`);
    await privately(world.alice, 'looks like a secret');
    expect(await everythingInRedis()).not.toContain(secret);
    expect(JSON.stringify(await world.bob.read(CHANNEL))).not.toContain(secret);
  });

  test('of Keyhole itself are in no record, job or log line', async () => {
    const kept = (await everythingInRedis()) + world.log.join('');
    for (const token of [world.slack.botToken, world.slack.appToken]) expect(kept).not.toContain(token);
  });
});

describe('who may do what', () => {
  test('neither the requester nor a stranger can approve, and each hears why', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- id');
    await world.alice.click(CHANNEL, card.ts, 'keyhole-approve');
    await privately(world.alice, 'someone else has to decide');
    await world.mallory.click(CHANNEL, card.ts, 'keyhole-approve');
    await privately(world.mallory, 'Only sre may decide');
    await world.mallory.click(CHANNEL, card.ts, 'keyhole-deny');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-cancel');
    await privately(world.bob, 'Only alice can cancel');
    expect(await reads(world.alice, card.ts, 'Waiting for approval')).toContain('0 of 1 approval');
    await world.alice.click(CHANNEL, card.ts, 'keyhole-cancel');
    await reads(world.bob, card.ts, 'Cancelled by <@U0ALICE>');
  });

  test('a denial is the last word, and a second click changes nothing', async () => {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- id');
    await Promise.all([
      world.bob.click(CHANNEL, card.ts, 'keyhole-deny'),
      world.alice.click(CHANNEL, card.ts, 'keyhole-deny'),
    ]);
    await world.bob.waitForModal();
    expect(await world.bob.submit({ 'keyhole-words': 'not now' })).toEqual({ kind: 'closed' });
    const denied = await reads(world.alice, card.ts, 'Denied');
    expect(denied).toContain('denied by <@U0BOB>');
    expect(denied).toContain('bob: not now');
    expect(await world.bob.click(CHANNEL, card.ts, 'keyhole-approve')).toMatchObject({
      ok: false,
      error: 'no_such_action',
    });
    expect(plainText(await replies(world.alice, card.ts, 'Denied'))).toContain('bob: not now');
  });

  test('what is not understood comes back with what was typed', async () => {
    await world.alice.type(CHANNEL, '/debug pod api-7f9 busybox --reason "open');
    expect(plainText(await privately(world.alice, 'never closes'))).toContain(
      '/debug pod api-7f9 busybox --reason "open',
    );
  });

  test('policy refuses privately, before the cluster is asked', async () => {
    // A name of its own, as sessions of the tests before may still be ending in the cluster.
    await world.mallory.type(CHANNEL, '/debug pod cart-1 busybox');
    await privately(world.mallory, 'is for requests by on-call');
    expect(world.cluster.requests().filter(({ path }) => path.includes('cart-1'))).toEqual([]);
    expect(
      (await world.bob.read(CHANNEL)).some((message) => plainText(message).includes('is for requests by')),
    ).toBe(false);
  });
});

describe('which pod', () => {
  test('several candidates are offered, and a click picks one', async () => {
    await world.alice.type(CHANNEL, '/debug pod web busybox -- id');
    const offer = await privately(world.alice, 'begin with web');
    const before = (await world.alice.read(CHANNEL)).length;
    expect(plainText(offer)).toMatch(/\[web-\S+\] \[web-\S+\]/);
    await world.alice.click(CHANNEL, offer.ts, 'keyhole-choose-0');
    const card = await world.alice.waitFor(CHANNEL, 'the card', (messages) =>
      messages.slice(before).find((message) => plainText(message).includes('[Approve]')),
    );
    expect(plainText(card)).toMatch(/Debug web-/);
  });

  test('no pod of the name gives the nearest names', async () => {
    await world.alice.type(CHANNEL, '/debug pod crat-0 busybox');
    expect(plainText(await privately(world.alice, 'begins with crat-0'))).toContain('[cart-0]');
  });

  test('a pod whose container crashes can be debugged beside it, and the card says what that means', async () => {
    const card = await askedCard(world.alice, '/debug pod worker-6c9 busybox -- id');
    expect(plainText(card)).toMatch(/CrashLoopBackOff.*sees no process of it/);
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    await replies(world.alice, card.ts, 'exit code 0');
  });

  test('what the cluster would refuse is told before anyone is asked', async () => {
    await world.alice.type(CHANNEL, '/debug pod api-7f9 busybox --target nosuch');
    await privately(world.alice, 'nosuch');
  });
});

async function everythingInRedis(): Promise<string> {
  const redis = new Redis(world.redis.url);
  try {
    const parts: string[] = [];
    for (const key of await redis.keys(`${world.redis.prefix}*`)) {
      const kind = await redis.type(key);
      const value =
        kind === 'hash'
          ? await redis.hgetall(key)
          : kind === 'list'
            ? await redis.lrange(key, 0, -1)
            : kind === 'stream'
              ? await redis.xrange(key, '-', '+')
              : kind === 'zset'
                ? await redis.zrange(key, '0', '-1')
                : kind === 'set'
                  ? await redis.smembers(key)
                  : await redis.get(key);
      parts.push(key, JSON.stringify(value));
    }
    return parts.join('\n');
  } finally {
    redis.disconnect();
  }
}
