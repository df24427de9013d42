import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { PersonClient, SeenMessage } from '../../src/sandbox/slack/person-client.ts';
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
import { callsOf } from '../slack/slack-world.ts';

const POLICY = testPolicy(
  { commands: { allow: ['echo **', 'sleep *'], refuse: ['rm **'] } },
  { fairUse: { openPerPerson: 20, openPerPod: 20 } },
);
const F = (field: string) => `keyhole-builder-${field}`;

// Two gateways, and each thing that happens is told to both, one after the other, as redelivered events, doubled envelopes
// and doubled forms are.
describe.each(['socket', 'http'] as const)('over %s, told twice', (transport) => {
  let world: SandboxWorld;
  let redis: Redis;

  beforeAll(async () => {
    world = await startSandboxWorld({ transport, toldTwice: true });
    redis = new Redis(world.redis.url);
    await world.keyhole({ policy: POLICY, env: { KEYHOLE_ROLE: 'worker' } });
    await world.keyhole({ policy: POLICY, env: { KEYHOLE_ROLE: 'gateway' } });
    await world.keyhole({ policy: POLICY, env: { KEYHOLE_ROLE: 'gateway' } });
  });

  afterAll(async () => {
    redis.disconnect();
    await world.stop();
  });

  /** What `act` brings about: requests, forms that Slack opened, what everybody and what this person alone can read. */
  async function broughtAbout(person: PersonClient, act: () => Promise<unknown>) {
    const requests = async () => (await redis.keys(`${world.redis.prefix}:request:*`)).length;
    const forms = async () => (await callsOf(world.slack, 'views.open')).filter(({ error }) => !error).length;
    const before = {
      requests: await requests(),
      forms: await forms(),
      seen: new Set((await person.read(CHANNEL)).map(({ ts }) => ts)),
    };
    await act();
    const seen = (await person.read(CHANNEL)).filter(({ ts, isBot }) => isBot && !before.seen.has(ts));
    return {
      requests: (await requests()) - before.requests,
      forms: (await forms()) - before.forms,
      // What is new in a thread may be of an earlier request: Slack takes one message a second.
      aloud: seen.filter(({ ephemeral, threadTs }) => !ephemeral && threadTs === undefined).length,
      privately: seen.filter(({ ephemeral }) => ephemeral).length,
    };
  }

  async function openSession(): Promise<SeenMessage> {
    const card = await askedCard(world.alice, '/debug pod api-7f9 busybox');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
    await replies(world.alice, card.ts, 'For another command write `$ command` here.');
    return card;
  }

  test('an ask is one request, an approval one review', async () => {
    let card: SeenMessage | undefined;
    const asking = async () => (card = await askedCard(world.alice, '/debug pod cart-0 busybox -- echo hi'));
    expect(await broughtAbout(world.alice, asking)).toMatchObject({ requests: 1, aloud: 1, privately: 0 });
    const ts = card?.ts ?? '';
    await world.bob.click(CHANNEL, ts, 'keyhole-approve');
    const shown = await reads(world.alice, ts, 'Completed, exit code 0');
    expect(shown.match(/approved by/g)).toHaveLength(1);
  });

  test('an answer for everybody is given once', async () => {
    const asking = async () => {
      await world.alice.type(CHANNEL, '/debug policy --here');
      await world.alice.waitFor(CHANNEL, 'the answer', (messages) =>
        messages.find(
          ({ isBot, ephemeral, text }) => isBot && !ephemeral && text.startsWith('What you may do'),
        ),
      );
      // An answer to the second telling would have come before both of these.
      await world.alice.type(CHANNEL, '/debug images');
      await world.alice.waitFor(CHANNEL, 'the images, twice', (messages) =>
        messages.filter(({ text }) => text.startsWith('The images')).length === 2 ? true : undefined,
      );
    };
    expect(await broughtAbout(world.alice, asking)).toMatchObject({ requests: 0, aloud: 1 });
  });

  test('a command in the thread runs once, once more when that is clicked, and what is not taken is told once', async () => {
    const { ts } = await openSession();
    const inThread = async (text: string) =>
      (await world.alice.read(CHANNEL)).filter(
        (message) => message.threadTs === ts && message.isBot && plainText(message).includes(text),
      );
    await world.alice.type(CHANNEL, '$ echo once', ts);
    const run = await replies(world.alice, ts, /echo once[^]*exit code 0[^]*\[Run again\]/);
    await world.alice.click(CHANNEL, run.ts, 'keyhole-run-again');
    await world.alice.type(CHANNEL, '$ rm -rf /data\n$ echo last', ts);
    await replies(world.alice, ts, /echo last[^]*exit code 0/);
    expect(await inThread('echo once')).toHaveLength(2);
    expect(await inThread('echo last')).toHaveLength(1);
    expect(await inThread('rm -rf /data')).toHaveLength(1);
    await world.alice.type(CHANNEL, '$ sleep 50', ts);
    const long = await replies(world.alice, ts, /sleep 50[^]*\[Stop this run\]/);
    await world.alice.click(CHANNEL, long.ts, 'keyhole-stop-run');
    await reads(world.alice, long.ts, /[Ss]topped/);
    await world.alice.click(CHANNEL, long.ts, 'keyhole-end');
    await reads(world.alice, ts, 'Ended early');
  });

  test('a denial asks for its reason in one form, and counts once', async () => {
    const card = await askedCard(world.alice, '/debug pod cart-1 busybox -- hostname');
    const denying = async () => {
      await world.bob.click(CHANNEL, card.ts, 'keyhole-deny');
      await world.bob.waitForModal();
      expect(await world.bob.submit({ 'keyhole-words': 'not now' })).toEqual({ kind: 'closed' });
      await reads(world.alice, card.ts, 'not now');
    };
    expect(await broughtAbout(world.bob, denying)).toMatchObject({ requests: 0, forms: 1, privately: 0 });
  });

  test('a form that comes too late says so in its place', async () => {
    const card = await askedCard(world.alice, '/debug pod cart-1 busybox -- uptime');
    await world.bob.click(CHANNEL, card.ts, 'keyhole-deny');
    await world.bob.waitForModal();
    await world.alice.click(CHANNEL, card.ts, 'keyhole-cancel');
    await reads(world.alice, card.ts, 'Cancelled');
    expect(await world.bob.submit({ 'keyhole-words': 'too late' })).toMatchObject({ kind: 'updated' });
    expect(JSON.stringify(await world.bob.modal())).toContain('is cancelled already');
    await world.bob.closeModal();
  });

  test('the request builder opens once and asks once', async () => {
    let card: SeenMessage | undefined;
    const building = async () => {
      await world.alice.type(CHANNEL, '/debug');
      await world.alice.waitForModal((modal) => JSON.stringify(modal).includes('Rule'));
      const offered = await world.alice.suggestions(F('target'), 'cart-0');
      expect(offered.map(({ value }) => value)).toContain('pod/cart-0');
      await world.alice.useInModal(F('target'), 'pod/cart-0');
      const wrong = await world.alice.submit({ [F('command')]: 'rm -rf /data' });
      expect(wrong).toMatchObject({
        kind: 'errors',
        errors: { 'command-0': expect.stringContaining('for nobody') },
      });
      const before = (await world.alice.read(CHANNEL)).length;
      expect(await world.alice.submit({ [F('command')]: 'echo built' })).toEqual({ kind: 'closed' });
      card = await world.alice.waitFor(CHANNEL, 'the card', (messages) =>
        messages.slice(before).find((message) => message.isBot && plainText(message).includes('echo built')),
      );
    };
    expect(await broughtAbout(world.alice, building)).toEqual({
      requests: 1,
      forms: 1,
      aloud: 1,
      privately: 0,
    });
    await world.alice.click(CHANNEL, card?.ts ?? '', 'keyhole-cancel');
    await reads(world.alice, card?.ts ?? '', 'Cancelled');
  });

  test('each shortcut opens one form', async () => {
    await world.bob.type(CHANNEL, 'FIRING: pod="cart-0" namespace="shop" is slow');
    const alert = (await world.alice.read(CHANNEL)).findLast(({ text }) => text.startsWith('FIRING'));
    const opening = async () => {
      await world.alice.shortcut('keyhole-debug-message', { channel: CHANNEL, ts: alert?.ts ?? '' });
      await world.alice.waitForModal((modal) => JSON.stringify(modal).includes('cart-0'));
      await world.alice.closeModal();
      await world.alice.shortcut('keyhole-debug');
      await world.alice.waitForModal((modal) => JSON.stringify(modal).includes('Rule'));
      await world.alice.closeModal();
    };
    expect(await broughtAbout(world.alice, opening)).toMatchObject({ requests: 0, forms: 2, privately: 0 });
  });

  test('a Home tab shows what waits, and an approval there is one review', async () => {
    await world.bob.openHome();
    const card = await askedCard(world.alice, '/debug pod cart-1 busybox -- echo home');
    await world.bob.waitForHome((home) => JSON.stringify(home).includes('echo home'));
    await world.bob.useInHome('keyhole-approve');
    const shown = await reads(world.alice, card.ts, 'Completed, exit code 0');
    expect(shown.match(/approved by/g)).toHaveLength(1);
  });
});
