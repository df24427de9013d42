import { describe, expect, test } from '@jest/globals';
import { act, connectRaw, messagesFor, slackForTest } from './support.ts';
import { keyholeManifest } from '../../../src/sandbox/slack/workspace.ts';
import type { Reply } from './support.ts';
import type { SandboxSlack } from '../../../src/sandbox/slack/server.ts';

const CHANNEL = 'C0INCIDENT';

async function get(slack: SandboxSlack, path: string): Promise<Reply> {
  return (await (await fetch(slack.url + path)).json()) as Reply;
}

describe('the workspace', () => {
  test('tells its people, channels and commands', async () => {
    const slack = await slackForTest();
    expect(await get(slack, '/sandbox/api/workspace')).toMatchObject({
      ok: true,
      team: { id: 'T0ACME', name: 'Acme Shop' },
      bot: { userId: 'U0KEYHOLE', name: 'keyhole', appName: 'Keyhole' },
      people: [
        {
          id: 'U0ALICE',
          name: 'alice',
          realName: 'Alice Kim',
          email: 'alice@example.com',
          title: 'On-call engineer',
        },
        { id: 'U0BOB' },
        { id: 'U0CAROL' },
        { id: 'U0MALLORY' },
      ],
      channels: [
        {
          id: CHANNEL,
          name: 'incident-42',
          isPrivate: false,
          topic: expect.any(String),
          members: expect.any(Array),
        },
        { id: 'C0GENERAL' },
        { id: 'C0PAYMENTS', isPrivate: true, members: ['U0ALICE', 'U0BOB'] },
      ],
      commands: [{ command: '/debug', description: expect.any(String), usageHint: expect.any(String) }],
    });
  });

  test('two sandboxes share nothing', async () => {
    const [one, two] = [await slackForTest(), await slackForTest()];
    await act(one, 'U0ALICE', 'type', { channel: CHANNEL, text: 'only here' });
    expect(await messagesFor(two, 'U0ALICE')).toEqual([]);
  });
});

describe('typing', () => {
  test('posts what was typed, escaped, with mentions linked, and tells the app', async () => {
    const slack = await slackForTest();
    const app = await connectRaw(slack);
    await app.next();
    const typed = { channel: CHANNEL, text: '@keyhole is a<b & #general <!channel>?' };
    const { ts } = await act(slack, 'U0ALICE', 'type', typed);
    const text = '<@U0KEYHOLE> is a&lt;b &amp; <#C0GENERAL|general> &lt;!channel&gt;?';
    expect(await messagesFor(slack, 'U0BOB')).toMatchObject([{ ts, text, user: 'U0ALICE', isBot: false }]);
    const events = [await app.next(), await app.next()].map(({ payload }) => payload.event);
    expect(events).toMatchObject([
      { type: 'message', text, channel: CHANNEL, channel_type: 'channel', user: 'U0ALICE' },
      { type: 'app_mention', text, channel: CHANNEL, user: 'U0ALICE' },
    ]);
    expect(events[0]?.['blocks']).toMatchObject([
      {
        type: 'rich_text',
        elements: [
          {
            elements: [
              { type: 'user', user_id: 'U0KEYHOLE' },
              { type: 'text', text: ' is a<b & ' },
              { type: 'channel', channel_id: 'C0GENERAL' },
              { type: 'text', text: ' <!channel>?' },
            ],
          },
        ],
      },
    ]);
  });

  test('where the bot is not in, the app hears nothing', async () => {
    const slack = await slackForTest();
    const app = await connectRaw(slack);
    await app.next();
    await act(slack, 'U0ALICE', 'type', { channel: 'C0GENERAL', text: '@keyhole hello' });
    await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text: 'then here' });
    expect((await app.next()).payload.event).toMatchObject({ text: 'then here' });
  });

  test.each([
    ['an unknown person', 'U0X', { channel: CHANNEL, text: 'x' }, 404, 'unknown_person'],
    ['an unknown channel', 'U0ALICE', { channel: 'C0X', text: 'x' }, 404, 'channel_not_found'],
    [
      'a channel hidden from her',
      'U0MALLORY',
      { channel: 'C0PAYMENTS', text: 'x' },
      404,
      'channel_not_found',
    ],
    ['nothing', 'U0ALICE', { channel: CHANNEL, text: '  ' }, 400, 'no_text'],
    [
      'a command in a thread',
      'U0ALICE',
      { channel: CHANNEL, text: '/debug', threadTs: '1.1' },
      400,
      'command_not_allowed_in_thread',
    ],
    ['an unknown command', 'U0ALICE', { channel: CHANNEL, text: '/nothing x' }, 400, 'unknown_command'],
    ['into no thread', 'U0ALICE', { channel: CHANNEL, text: 'x', threadTs: '1.1' }, 404, 'thread_not_found'],
  ])('%s is refused with a sentence', async (_, userId, body, status, error) => {
    const slack = await slackForTest();
    const reply = await fetch(`${slack.url}/sandbox/api/people/${userId}/type`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(reply.status).toBe(status);
    expect(await reply.json()).toEqual({ ok: false, error, message: expect.stringMatching(/\.$/) });
    expect(await messagesFor(slack, 'U0ALICE')).toEqual([]);
  });
});

test('an app without the scope commands has none', async () => {
  const manifest = keyholeManifest();
  const scopes = manifest.scopes.filter((scope) => scope !== 'commands');
  const slack = await slackForTest({ manifest: { ...manifest, scopes } });
  const typed = await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text: '/debug' });
  expect(typed).toMatchObject({ ok: false, error: 'unknown_command' });
});
