import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Ask } from '../../../src/domain/asking/ask.ts';
import { requestIdFrom } from '../../../src/domain/request/request-id.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import { threadMessage } from '../../../src/slack/follow-ups/on-message.ts';
import { ACTION } from '../../../src/slack/messages/action-ids.ts';
import { ASK, BOB, LEASE, prepared, reviewed, STARTS, testPlan } from '../../helpers/request.ts';
import { until } from '../../sandbox/slack/support.ts';
import { githubToken } from '../../transcript/secrets.ts';
import { type GatewayWorld, startGatewayWorld } from '../actions/gateway-world.ts';
import { askedIn, CHANNEL } from '../slack-world.ts';

const { command: _none, ...FIRST_LOOK } = ASK;
const LOOKED: Event = {
  type: 'run-ended',
  run: 0,
  lease: LEASE,
  verdict: { kind: 'exited', code: 0 },
  output: { bytes: 0, cutBytes: 0, redactions: 0 },
};
const OPEN: readonly Event[] = [...STARTS, LOOKED];

let world: GatewayWorld;

beforeAll(async () => {
  world = await startGatewayWorld();
});

afterAll(() => world.stop());

let made = 0;

/** An approved request for this ask, where these events bring it, and its thread in Slack. */
async function session(events: readonly Event[] = OPEN, ask: Ask = FIRST_LOOK) {
  made += 1;
  const id = requestIdFrom(`session ${made}`);
  const plan = testPlan(undefined, id, ask);
  const asked = { ...askedIn(), ask } as Event;
  await world.write(
    id,
    asked,
    prepared(undefined, plan),
    { type: 'card-posted' },
    reviewed(BOB, 'approve'),
    ...events,
  );
  world.passSeconds(60);
  const { ts = '' } = await world.client.chat.postMessage({ channel: CHANNEL, text: 'the card' });
  await world.threads.write(CHANNEL, ts, id);
  return { id, ts };
}

const runsOf = async (id: string) => (await world.load(id))?.runs.slice(1) ?? [];
const asked = (id: string, most: number) =>
  until(`${most} runs of ${id}`, async () => {
    const runs = await runsOf(id);
    return runs.length >= most ? runs : undefined;
  });
const writes = (who: string, ts: string, text: string) => world.person(who).type(CHANNEL, text, ts);
const toldInThread = (who: string, ts: string, text: string) =>
  world.heardBy(who, CHANNEL, () => writes(who, ts, text));

/** Slack tells of a message in so many words. */
async function heard(changes: Record<string, unknown>): Promise<void> {
  const event = {
    type: 'message',
    channel: CHANNEL,
    user: 'U0ALICE',
    text: '$ ps aux',
    ts: '1.1',
    ...changes,
  };
  const args = { event, context: { botUserId: 'U0KEYHOLE' } };
  await threadMessage(world.gateway)(args as unknown as Parameters<ReturnType<typeof threadMessage>>[0]);
}

describe('what someone writes in a thread', () => {
  test('asks for each command once, whoever else hears of it', async () => {
    const { id, ts } = await session();
    await writes('U0ALICE', ts, '$ ps aux\n$ df -h');
    const runs = await asked(id, 2);
    expect(runs).toMatchObject([
      { title: 'ps aux', followUp: { by: { slackId: 'U0ALICE' }, needs: [{ from: ['sre'] }] } },
      { title: 'df -h' },
    ]);
    expect(new Set(runs.map(({ followUp }) => followUp?.origin)).size).toBe(2);
  });

  test('that Slack delivers again, at once or later, asks nothing again', async () => {
    const { id, ts } = await session();
    const deliver = () => heard({ thread_ts: ts, text: '$ ps aux\n$ ps aux' });
    await Promise.all([deliver(), deliver()]);
    await deliver();
    expect((await runsOf(id)).map(({ title }) => title)).toEqual(['ps aux', 'ps aux']);
  });

  test.each<[string, (ts: string) => Record<string, unknown>]>([
    ['a bot', (thread_ts) => ({ thread_ts, bot_id: 'B0OTHER' })],
    ['an edit', (thread_ts) => ({ thread_ts, subtype: 'message_changed' })],
    ['a broadcast', (thread_ts) => ({ thread_ts, subtype: 'thread_broadcast' })],
    ['a message in the channel', () => ({})],
    ['a root of its own', () => ({ thread_ts: '1.1' })],
    ["another's thread", () => ({ thread_ts: '1.0' })],
    ['the same thread in another channel', (thread_ts) => ({ thread_ts, channel: 'C0OTHER' })],
  ])('of %s is nothing to Keyhole', async (_what, changes) => {
    const { id, ts } = await session();
    await heard(changes(ts));
    expect(await runsOf(id)).toEqual([]);
  });

  test.each<[string, readonly Event[], string]>([
    ['before it started', [], 'This session has not started yet'],
    ['when it is over', [...OPEN, { type: 'ended', outcome: 'completed' }], 'This session is over'],
  ])('%s is told to them alone', async (_when, events, sentence) => {
    const { id, ts } = await session(events);
    expect(await toldInThread('U0ALICE', ts, '$ ps aux')).toContain(sentence);
    expect(await runsOf(id)).toEqual([]);
  });

  test('in the thread of a single command says how to keep one open', async () => {
    const { id, ts } = await session(STARTS, ASK);
    expect(await toldInThread('U0ALICE', ts, '$ ps aux')).toContain('for its one command');
    expect(await runsOf(id)).toEqual([]);
  });

  test.each([
    ['$ echo "a', 'has a " that never closes'],
    ['$ echo a\u202eb', 'invisible character (U+202E)'],
    [`$ echo ${githubToken}`, 'holds what looks like a secret'],
    ['@keyhole help', 'on a line that begins with'],
  ])('is not taken where it is none: %j', async (text, sentence) => {
    const { id, ts } = await session();
    expect(await toldInThread('U0ALICE', ts, text)).toContain(sentence);
    expect(await runsOf(id)).toEqual([]);
  });

  test('that holds a secret is told by its line, not by its text', async () => {
    const { ts } = await session();
    const told = await toldInThread('U0ALICE', ts, `hi\n$ echo ${githubToken}`);
    expect(told).toContain('Line 2: ');
    expect(told).not.toContain(githubToken.slice(0, 8));
  });

  test('is refused once for all lines that are refused for one reason', async () => {
    const { ts } = await session();
    const lines = Array.from({ length: 7 }, (_each, index) => `$ echo ${index}`).join('\n');
    const told = await toldInThread('U0MALLORY', ts, lines);
    expect(told).toMatch(/^`echo 0`, .*`echo 4` and 2 more: Only Alice may run commands in this session/);
    expect(told.split('Only Alice')).toHaveLength(2);
  });

  test('is not run where there are more than a session can have', async () => {
    const { id, ts } = await session();
    const told = await toldInThread('U0ALICE', ts, '$ ls\n'.repeat(51));
    expect(told).toContain('These are 51 commands, and a session has 50 at the most');
    expect(await runsOf(id)).toEqual([]);
  });

  test('is not taken while Keyhole is frozen', async () => {
    const { id, ts } = await session();
    await world.freeze.write({ by: BOB, at: 0 });
    expect(await toldInThread('U0ALICE', ts, '$ ps aux')).toContain('Keyhole was frozen by Bob');
    await world.freeze.clear();
    expect(await runsOf(id)).toEqual([]);
  });
});

describe('a command that waits for review', () => {
  const waiting = async (): Promise<string> => {
    const { id, ts } = await session();
    await writes('U0ALICE', ts, '$ ps aux');
    await asked(id, 1);
    return id;
  };

  test('is decided by those who may, not by who wants it, and once', async () => {
    const id = await waiting();
    const button = await world.post(ACTION.approve, `${id} 1`);
    expect(await world.told('U0ALICE', button)).toContain('You asked for this yourself');
    expect(await world.told('U0MALLORY', button)).toContain('Only sre may decide');
    const request = await world.changes(
      'U0BOB',
      button,
      id,
      ({ runs }) => runs[1]?.followUp?.decision !== undefined,
    );
    expect(request).toMatchObject({ state: 'active', runs: [{}, { followUp: { decision: 'approved' } }] });
    expect(await world.told('U0BOB', button)).toContain('This command is approved already');
    expect(await world.told('U0BOB', await world.post(ACTION.approve, `${id} 7`))).toContain(
      'There is no such command',
    );
  });

  test('is taken back by who wanted it', async () => {
    const id = await waiting();
    const button = await world.post(ACTION.stopRun, `${id} 1`);
    expect(await world.told('U0MALLORY', button)).toContain('can stop it');
    await world.changes('U0ALICE', button, id, ({ runs }) => runs[1]?.endedAt !== undefined);
    const approve = await world.post(ACTION.approve, `${id} 1`);
    expect(await world.told('U0BOB', approve)).toContain('took this command back');
    expect(await world.told('U0ALICE', button)).toContain('over or being stopped already');
  });
});

test('a command is run again as whoever clicks, once for a double click', async () => {
  const { id, ts } = await session();
  await writes('U0ALICE', ts, '$ ps aux');
  await asked(id, 1);
  const button = await world.post(ACTION.runAgain, `${id} 1`);
  expect(await world.told('U0CAROL', button)).toContain('may run commands in this session');
  await world.changes('U0ALICE', button, id, ({ runs }) => runs.length === 3);
  expect(await world.told('U0ALICE', button)).toContain('asked for again already');
  expect((await runsOf(id)).map(({ title }) => title)).toEqual(['ps aux', 'ps aux']);
});
