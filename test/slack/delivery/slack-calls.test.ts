import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { webApi } from '@slack/bolt';
import { type SlackCalls, slackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { section } from '../../../src/slack/messages/blocks.ts';
import { toldInstead } from '../../../src/slack/modals/form.ts';
import { CHANNEL, privateOf, type SlackWorld, startSlackWorld } from '../slack-world.ts';

const HELLO = { text: 'hello', blocks: [section('hello')] };
const LIMITED = { status: 429, retryAfter: 3 };

let world: SlackWorld;
let calls: SlackCalls;
let waits: number[];

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

beforeEach(() => {
  waits = [];
  world.passSeconds(10);
  calls = slackCalls(world.client, async (ms) => {
    waits.push(ms);
    world.passSeconds(ms / 1000);
  });
});

async function countOf(method: string): Promise<number> {
  return (await world.calls(method)).length;
}

describe('a call that Slack limits', () => {
  test('is made again after the time that Slack asks for', async () => {
    await world.fault('chat.postMessage', LIMITED, 2);
    const posted = await calls.post({ channel: CHANNEL }, HELLO);
    expect(posted).toMatchObject({ kind: 'posted', ts: expect.stringMatching(/^\d+\.\d+$/) });
    expect(waits).toEqual([3_000, 3_000]);
  });

  test("keeps to the channel's one post a second", async () => {
    for (let post = 0; post < 6; post += 1)
      expect(await calls.post({ channel: CHANNEL }, HELLO)).toMatchObject({ kind: 'posted' });
    expect(waits.length).toBeGreaterThan(0);
    expect(new Set(waits)).toEqual(new Set([1_000]));
  });

  test('is made four more times, then left to the job', async () => {
    const before = await countOf('chat.postMessage');
    await world.fault('chat.postMessage', LIMITED, 5);
    await expect(calls.post({ channel: CHANNEL }, HELLO)).rejects.toMatchObject({
      code: 'slack-call-failed',
    });
    expect(waits).toEqual([3_000, 3_000, 3_000, 3_000]);
    expect(await countOf('chat.postMessage')).toBe(before + 5);
  });

  test('waits for ten seconds at the most', async () => {
    await world.fault('chat.update', { status: 429, retryAfter: 10 });
    expect(await calls.update(CHANNEL, '1.1', HELLO)).toEqual({
      kind: 'refused',
      error: 'message_not_found',
    });
    expect(waits).toEqual([10_000]);
    await world.fault('chat.update', { status: 429, retryAfter: 11 });
    await expect(calls.update(CHANNEL, '1.1', HELLO)).rejects.toMatchObject({ code: 'slack-call-failed' });
    expect(waits).toEqual([10_000]);
  });
});

describe('a call that fails', () => {
  test.each([
    'not_in_channel',
    'restricted_action_read_only_channel',
    'edit_window_closed',
    'token_revoked',
    'invalid_blocks',
  ])('%s is an answer', async (error) => {
    await world.fault('chat.postMessage', { error });
    expect(await calls.post({ channel: CHANNEL }, HELLO)).toEqual({ kind: 'refused', error });
    expect(waits).toEqual([]);
  });

  test.each(['ratelimited', 'internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'])(
    '%s may pass, so it is thrown',
    async (error) => {
      await world.fault('chat.postMessage', { error });
      await expect(calls.post({ channel: CHANNEL }, HELLO)).rejects.toMatchObject({
        code: 'slack-call-failed',
        message: expect.stringContaining(error),
      });
    },
  );

  test('an error of the server is thrown with its cause', async () => {
    await world.fault('chat.postMessage', { status: 503 });
    await expect(calls.post({ channel: CHANNEL }, HELLO)).rejects.toMatchObject({
      name: 'KeyholeError',
      code: 'slack-call-failed',
      cause: expect.objectContaining({ code: 'slack_webapi_http_error' }),
    });
    expect(waits).toEqual([]);
  });

  test('a Slack that cannot be reached is thrown', async () => {
    const nowhere = new webApi.WebClient('xoxb-1', {
      slackApiUrl: 'http://127.0.0.1:1/api/',
      retryConfig: { retries: 0 },
      logLevel: webApi.LogLevel.ERROR,
    });
    const away = slackCalls(nowhere, () => Promise.reject(new Error('nothing to wait for')));
    await expect(away.post({ channel: CHANNEL }, HELLO)).rejects.toMatchObject({ code: 'slack-call-failed' });
  });
});

describe('what reaches Slack', () => {
  const alice = () => world.person('U0ALICE');
  const textOf = async (ts: string) => (await alice().read(CHANNEL)).find((each) => each.ts === ts)?.text;

  /** The place of a message that must have been taken. */
  async function tsOf(posting: ReturnType<SlackCalls['post']>): Promise<string> {
    const posted = await posting;
    if (posted.kind === 'refused') throw new Error(posted.error);
    return posted.ts;
  }

  test('is text that pings nobody, posted or updated', async () => {
    const loud = { text: '<!channel> & <@U0BOB>', blocks: [section('quiet')] };
    const ts = await tsOf(calls.post({ channel: CHANNEL }, loud));
    expect(await textOf(ts)).toBe('&lt;!channel&gt; &amp; &lt;@U0BOB&gt;');
    await tsOf(calls.update(CHANNEL, ts, { ...loud, text: '<!here>' }));
    expect(await textOf(ts)).toBe('&lt;!here&gt;');
  });

  test('goes into the thread', async () => {
    const root = await tsOf(calls.post({ channel: CHANNEL }, HELLO));
    const reply = await tsOf(calls.post({ channel: CHANNEL, ts: root }, HELLO));
    const seen = await alice().read(CHANNEL);
    expect(seen.find((each) => each.ts === reply)).toMatchObject({ threadTs: root });
    expect(seen.find((each) => each.ts === root)?.threadTs).toBeUndefined();
  });

  test('is seen by one person alone, its text escaped', async () => {
    const ts = await tsOf(calls.postPrivately(CHANNEL, 'U0ALICE', { ...HELLO, text: '<!here> psst' }));
    expect((await privateOf(alice())).find((each) => each.ts === ts)?.text).toBe('&lt;!here&gt; psst');
    expect((await world.person('U0BOB').read(CHANNEL)).some((each) => each.ts === ts)).toBe(false);
    expect(await calls.postPrivately('C0GENERAL', 'U0ALICE', HELLO)).toEqual({
      kind: 'refused',
      error: 'not_in_channel',
    });
  });

  test('is said to a person in the conversation with them, which is where it is updated', async () => {
    const posted = await calls.post({ channel: 'U0ALICE' }, HELLO);
    expect(posted).toMatchObject({ kind: 'posted', channel: expect.stringMatching(/^D/) });
    if (posted.kind === 'refused') return;
    await calls.update(posted.channel, posted.ts, { text: 'bye', blocks: [section('bye')] });
    expect((await alice().directMessages()).find((each) => each.ts === posted.ts)?.text).toBe('bye');
  });

  test('is a file in the thread, whole', async () => {
    const root = await tsOf(calls.post({ channel: CHANNEL }, HELLO));
    const file = { name: 'output.txt', title: 'ps', content: 'ñ\n'.repeat(50_000) };
    expect(await calls.upload({ channel: CHANNEL, ts: root }, file)).toMatchObject({ kind: 'posted' });
    const files = (await alice().read(CHANNEL))
      .filter((each) => each.threadTs === root)
      .flatMap((each) => each.files ?? []);
    expect(files).toMatchObject([{ name: 'output.txt', size: 150_000 }]);
    const url = new URL(files[0]?.url ?? '', world.slack.url);
    expect(await (await fetch(url)).text()).toBe(file.content);
  });

  test.each(['files.getUploadURLExternal', 'files.completeUploadExternal'])(
    'an upload that %s limits or refuses is treated like any call',
    async (method) => {
      const file = { name: 'output.txt', title: 'ps', content: 'x' };
      await world.fault(method, { status: 429, retryAfter: 2 });
      await world.fault(method, { error: 'storage_limit_reached' });
      expect(await calls.upload({ channel: CHANNEL }, file)).toEqual({
        kind: 'refused',
        error: 'storage_limit_reached',
      });
      expect(waits).toEqual([2_000]);
    },
  );
});

describe('a form', () => {
  const FORM = toldInstead('A form', 'hello');

  test.each(['expired_trigger_id', 'ratelimited', 'internal_error'])(
    'that Slack does not open, as %s, is an answer: the click is soon too old to try again',
    async (error) => {
      const before = await countOf('views.open');
      await world.fault('views.open', { error });
      expect(await calls.openModal('1.2.3', FORM)).toEqual({
        kind: 'refused',
        error: expect.stringContaining(error),
      });
      expect(await countOf('views.open')).toBe(before + 1);
      expect(waits).toEqual([]);
    },
  );

  test('that was opened by this click before is there, and nothing to complain of', async () => {
    await world.fault('views.open', { error: 'exchanged_trigger_id' });
    expect(await calls.openModal('1.2.3', FORM)).toEqual({ kind: 'opened-before' });
  });

  test('that Slack does not answer for 3 s is an answer, too', async () => {
    await world.fault('views.open', { delayMs: 3_500 });
    expect(await calls.openModal('1.2.3', FORM)).toMatchObject({
      kind: 'refused',
      error: expect.stringContaining('no answer within 3 s'),
    });
  });
});

describe('who is in a channel', () => {
  test('is told by Slack', async () => {
    expect(await calls.isIn(CHANNEL, 'U0MALLORY')).toBe(true);
    expect(await calls.isIn(CHANNEL, 'U0NOBODY')).toBe(false);
  });

  test('is looked for on every page', async () => {
    const pages = [
      { ok: true, members: ['U0A'], response_metadata: { next_cursor: 'two' } },
      { ok: true, members: ['U0B'], response_metadata: { next_cursor: '' } },
    ];
    const asked: unknown[] = [];
    const members = async (query: unknown) => {
      asked.push(query);
      return pages[asked.length - 1] ?? { ok: true, members: [] };
    };
    const client = Object.assign(new webApi.WebClient(), { conversations: { members } });
    expect(await slackCalls(client, () => Promise.resolve()).isIn('C1', 'U0B')).toBe(true);
    expect(asked).toEqual([
      { channel: 'C1', limit: 1_000 },
      { channel: 'C1', limit: 1_000, cursor: 'two' },
    ]);
  });

  test('is no when Slack does not tell it to the bot, and an error when it may later', async () => {
    expect(await calls.isIn('C0PAYMENTS', 'U0ALICE')).toBe(false);
    await world.fault('conversations.members', { status: 500 });
    await expect(calls.isIn(CHANNEL, 'U0ALICE')).rejects.toMatchObject({ code: 'slack-call-failed' });
  });
});
