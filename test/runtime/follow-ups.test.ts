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
import { githubToken } from '../transcript/secrets.ts';

/** Which commands run at once, which wait, and which never run. */
const POLICY = testPolicy(
  {
    alsoRun: ['payments'],
    commands: {
      allow: ['echo **', 'sleep *'],
      review: ['cat **'],
      refuse: ['rm **'],
      otherwise: 'refuse',
    },
  },
  { fairUse: { openPerPerson: 20, openPerPod: 20 } },
);

let world: SandboxWorld;

beforeAll(async () => {
  world = await startSandboxWorld();
  await world.keyhole({ policy: POLICY });
});

afterAll(() => world.stop());

/** The thread of a session that took its first look and stays open. */
async function openSession(): Promise<string> {
  const { ts } = await askedCard(world.alice, '/debug pod api-7f9 busybox');
  await world.bob.click(CHANNEL, ts, 'keyhole-approve');
  await replies(world.alice, ts, 'For another command write `$ command` here.');
  return ts;
}

/** What stands in a thread, in its order. */
async function thread(ts: string): Promise<readonly string[]> {
  const messages = await world.alice.read(CHANNEL);
  return messages.filter(({ threadTs, ephemeral }) => threadTs === ts && !ephemeral).map(plainText);
}

test('two lines are two commands, in order; each can be run again, and the session ends from the last', async () => {
  const ts = await openSession();
  await world.alice.type(CHANNEL, 'I try this:\n$ echo "one & <b>"\n$ echo "two"', ts);
  const first = await replies(world.alice, ts, /echo "one & <b>"[^]*\none & <b>[^]*exit code 0/);
  const second = await replies(world.alice, ts, /echo "two"[^]*two[^]*exit code 0[^]*\[Run again\]/);
  expect(Number(first.ts)).toBeLessThan(Number(second.ts));
  await world.alice.click(CHANNEL, second.ts, 'keyhole-run-again');
  const again = await world.alice.waitFor(CHANNEL, 'the same once more', (messages) =>
    messages.find(
      (message) =>
        message.threadTs === ts &&
        Number(message.ts) > Number(second.ts) &&
        /echo "two"[^]*exit code 0[^]*\[End session\]/.test(plainText(message)),
    ),
  );
  await world.alice.click(CHANNEL, again.ts, 'keyhole-end');
  await reads(world.alice, ts, 'Ended early by');
  await reads(world.alice, again.ts, /^(?![^]*\[)[^]*exit code 0/);
  await world.alice.type(CHANNEL, '$ echo late', ts);
  await privately(world.alice, 'This session is over: ask for a new one with');
  // What Alice herself wrote stands there, and nothing that it printed.
  expect((await thread(ts)).join('\n')).not.toMatch(/^late$/m);
});

test('a mention of the bot asks, too; talk and strangers run nothing', async () => {
  const ts = await openSession();
  await world.alice.type(CHANNEL, 'what does $ echo do?', ts);
  await world.mallory.type(CHANNEL, '$ echo stranger', ts);
  await privately(world.mallory, 'Only alice, and who is in payments, may run commands in this session');
  await world.alice.type(CHANNEL, '@keyhole echo called', ts);
  await replies(world.alice, ts, /echo called[^]*exit code 0/);
  await world.carol.type(CHANNEL, '$ echo together', ts);
  await replies(world.alice, ts, /echo together`? by <@U0CAROL>[^]*exit code 0/);
  expect((await thread(ts)).filter((text) => /\bstranger\b.*exit/s.test(text))).toEqual([]);
});

describe('a command that needs a review', () => {
  test('waits in the thread, holds up none, and runs when someone else approved it', async () => {
    const ts = await openSession();
    await world.alice.type(CHANNEL, '$ cat /etc/hostname', ts);
    const waiting = await replies(world.bob, ts, /cat \/etc\/hostname[^]*0 of 1 approval from sre/);
    expect(plainText(waiting)).toMatch(/<@U0BOB>[^]*\[Approve\][^]*\[Deny\]/);
    await world.alice.type(CHANNEL, '$ echo meanwhile', ts);
    await replies(world.alice, ts, /echo meanwhile[^]*exit code 0/);
    await world.alice.click(CHANNEL, waiting.ts, 'keyhole-approve');
    await privately(world.alice, 'You asked for this yourself');
    await world.bob.click(CHANNEL, waiting.ts, 'keyhole-approve');
    expect(await reads(world.alice, waiting.ts, 'exit code 0')).toContain('approved by <@U0BOB>');
  });

  test('is denied with a reason and never runs; one that waits when the session ends says so', async () => {
    const ts = await openSession();
    await world.alice.type(CHANNEL, '$ cat /etc/shadow\n$ cat /etc/hosts', ts);
    const denied = await replies(world.bob, ts, /cat \/etc\/shadow[^]*\[Deny\]/);
    await world.bob.click(CHANNEL, denied.ts, 'keyhole-deny');
    await world.bob.waitForModal();
    await world.bob.submit({ 'keyhole-words': 'not that file' });
    expect(await reads(world.alice, denied.ts, 'denied by <@U0BOB>')).toContain('not that file');
    const waits = await replies(world.bob, ts, /cat \/etc\/hosts[^]*\[Approve\]/);
    const look = await replies(world.bob, ts, /First look/);
    await world.alice.click(CHANNEL, ts, 'keyhole-end');
    await reads(world.alice, waits.ts, 'never ran: the session ended before');
    await reads(world.alice, look.ts, /^(?![^]*\[)/);
  });
});

test('what the rule refuses, and what holds a secret, is told to whoever wrote it alone', async () => {
  const ts = await openSession();
  await world.alice.type(CHANNEL, `$ rm -rf /data\n$ echo ${githubToken}`, ts);
  const answer = plainText(await privately(world.alice, 'run for nobody'));
  expect(answer).toContain('The rule "shop" lets `rm -rf /data` run for nobody.');
  expect(answer).toContain('holds what looks like a secret');
  // What Alice herself wrote stands there, and nothing of Keyhole's.
  expect((await thread(ts)).filter((text) => /rm -rf/.test(text))).toHaveLength(1);
});

test('a run is stopped from its message with what it left, and the next one runs', async () => {
  const ts = await openSession();
  await world.alice.type(CHANNEL, '$ sleep 50\n$ echo after', ts);
  const running = await replies(world.alice, ts, /sleep 50[^]*\[Stop this run\]/);
  await world.mallory.click(CHANNEL, running.ts, 'keyhole-stop-run');
  await privately(world.mallory, 'Only alice and those who may decide this request can stop it.');
  await world.alice.click(CHANNEL, running.ts, 'keyhole-stop-run');
  await reads(world.alice, running.ts, /stopped[^]*\[Run again\]/);
  await replies(world.alice, ts, /echo after[^]*exit code 0/);
});
