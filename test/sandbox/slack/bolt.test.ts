import { describe, expect, test } from '@jest/globals';
import { App, LogLevel } from '@slack/bolt';
import type { BlockAction, ButtonAction } from '@slack/bolt';
import type { SandboxSlack } from '../../../src/sandbox/slack/server.ts';
import { act, button, messagesFor, section, slackForTest, stopAfterTest, until } from './support.ts';

/** The bot's framework as the bot uses it, unchanged, against the sandbox. */
async function boltAgainst(slack: SandboxSlack, prepare: (app: App) => void): Promise<void> {
  const app = new App({
    socketMode: true,
    token: slack.botToken,
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
  });
  prepare(app);
  await app.init();
  await app.start();
  stopAfterTest({
    stop: async () => {
      await app.stop();
      await until('the connection to close', () => slack.connections() === 0 || undefined);
    },
  });
}

describe('@slack/bolt in Socket Mode', () => {
  test('a slash command is acknowledged with a text and answered through respond, both only for the asker', async () => {
    const slack = await slackForTest();
    await boltAgainst(slack, (app) => {
      app.command('/debug', async ({ ack, respond, command }) => {
        await ack({ text: `asked for: ${command.text}` });
        await respond({ text: 'said later' });
      });
    });
    expect(slack.connections()).toBe(1);

    const typed = { channel: 'C0INCIDENT', text: '/debug pod api-7f9 <a> & b' };
    const reply = await act(slack, 'U0ALICE', 'type', typed);
    expect(reply).toEqual({ ok: true, ack: { text: 'asked for: pod api-7f9 &lt;a&gt; &amp; b' } });

    const seen = await until('both answers', async () => {
      const messages = await messagesFor(slack, 'U0ALICE');
      return messages.length === 2 ? messages : undefined;
    });
    expect(seen.map(({ text, ephemeral }) => [text, ephemeral])).toEqual([
      ['asked for: pod api-7f9 &lt;a&gt; &amp; b', true],
      ['said later', true],
    ]);
    expect(await messagesFor(slack, 'U0BOB')).toEqual([]);
  });

  test('a click reaches the listener, which updates the card in place', async () => {
    const slack = await slackForTest();
    await boltAgainst(slack, (app) => {
      app.action<BlockAction<ButtonAction>>('approve', async ({ ack, action, body, client }) => {
        await ack();
        const { id: channel = '' } = body.channel ?? {};
        const text = `${action.value} approved by <@${body.user.id}>`;
        await client.chat.update({ channel, ts: body.message?.ts ?? '', text });
      });
      app.event('app_mention', async ({ say }) => {
        const buttons = {
          type: 'actions',
          block_id: 'review',
          elements: [button('approve', { value: 'request-1' })],
        };
        const blocks = [section('May I?'), buttons] as never[];
        await say({ text: 'May I?', blocks });
      });
    });
    await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: '@keyhole please' });
    const card = await until('the card', async () => {
      return (await messagesFor(slack, 'U0BOB')).find(({ text }) => text === 'May I?');
    });

    const clicked = { channel: 'C0INCIDENT', ts: card.ts, actionId: 'approve', blockId: 'review' };
    expect(await act(slack, 'U0BOB', 'click', clicked)).toEqual({ ok: true });

    const updated = await until('the update', async () => {
      return (await messagesFor(slack, 'U0ALICE')).find(({ ts, editedTs }) => ts === card.ts && editedTs);
    });
    expect(updated.text).toBe('request-1 approved by <@U0BOB>');
    expect(updated.blocks).toBeUndefined();
    const again = await act(slack, 'U0BOB', 'click', clicked);
    expect(again).toMatchObject({ ok: false, error: 'no_such_action' });
  });

  test('a message in a thread reaches the listener, and a file comes back into that thread', async () => {
    const slack = await slackForTest();
    await boltAgainst(slack, (app) => {
      app.message(/^\$ /, async ({ message, client }) => {
        if (message.subtype !== undefined || message.thread_ts === undefined) return;
        await client.filesUploadV2({
          channel_id: message.channel,
          thread_ts: message.thread_ts,
          content: `output of ${message.text}\n`,
          filename: 'output.txt',
          title: 'Output',
          initial_comment: 'done',
        });
      });
    });
    const { ts } = await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'a session' });
    await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: '$ ps aux', threadTs: ts });

    const shared = await until('the file', async () => {
      return (await messagesFor(slack, 'U0ALICE')).find(({ files }) => files);
    });
    expect(shared).toMatchObject({ threadTs: ts, text: 'done', isBot: true });
    expect(shared.files).toMatchObject([
      { name: 'output.txt', title: 'Output', mimetype: 'text/plain', size: 19 },
    ]);
    const bytes = await fetch(shared.files?.[0]?.url ?? '');
    expect(await bytes.text()).toBe('output of $ ps aux\n');
    expect(bytes.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(bytes.headers.get('content-disposition')).toMatch(/^attachment;/);
  });

  test('a token that Slack does not know makes init fail with invalid_auth', async () => {
    const slack = await slackForTest();
    const app = new App({
      socketMode: true,
      token: 'xoxb-wrong',
      appToken: slack.appToken,
      logLevel: LogLevel.ERROR,
      deferInitialization: true,
      clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    });
    await expect(app.init()).rejects.toMatchObject({ data: { ok: false, error: 'invalid_auth' } });
  });

  test('a rate limit is told as WebAPIRateLimitedError with the seconds to wait', async () => {
    const slack = await slackForTest();
    const said: unknown[] = [];
    await boltAgainst(slack, (app) => {
      app.command('/debug', async ({ ack, say }) => {
        await ack();
        const posts = [1, 2, 3, 4].map((n) => say(String(n)));
        said.push(...(await Promise.allSettled(posts)));
      });
    });
    await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: '/debug' });
    await until('four answers', () => said.length === 4 || undefined);
    expect(said.slice(0, 3)).toMatchObject([
      { status: 'fulfilled' },
      { status: 'fulfilled' },
      { status: 'fulfilled' },
    ]);
    expect(said[3]).toMatchObject({ status: 'rejected', reason: { retryAfter: 1 } });
  });
});
