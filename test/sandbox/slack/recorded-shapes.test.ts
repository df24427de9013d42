import { describe, expect, test } from '@jest/globals';
import { keyholeManifest } from '../../../src/sandbox/slack/workspace.ts';
import { recording, strange } from './recordings.ts';
import type { SandboxSlack } from '../../../src/sandbox/slack/server.ts';
import { act, button, callApi, connectRaw, section, slackForTest } from './support.ts';
import type { RawApp } from './support.ts';

test('strange finds what a recording lacks, at any depth', () => {
  expect(strange({ a: 1, b: { c: [{ d: 1, e: 2 }] } }, { a: 0, b: { c: [{ d: 0 }] } })).toEqual(['b.c.e']);
});

describe('Web API replies have only fields that Slack has', () => {
  const everything = (): { manifest: ReturnType<typeof keyholeManifest> } => {
    const manifest = keyholeManifest();
    return {
      manifest: {
        ...manifest,
        scopes: [...manifest.scopes, 'team:read', 'channels:join', 'im:read', 'files:read'],
      },
    };
  };

  /** A channel with a thread in it, and a completed upload. */
  async function filled(slack: SandboxSlack): Promise<{ ts: unknown; file: unknown }> {
    const { ts } = await callApi(slack, 'chat.postMessage', {
      channel: 'C0INCIDENT',
      text: 'x',
      blocks: [section('x')],
    });
    await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'reply', threadTs: ts });
    const opened = await callApi(slack, 'files.getUploadURLExternal', { filename: 'a.txt', length: 1 });
    await fetch(String(opened['upload_url']), { method: 'POST', body: 'x' });
    await callApi(slack, 'files.completeUploadExternal', {
      files: [{ id: opened['file_id'] }],
      channel_id: 'C0INCIDENT',
    });
    return { ts, file: opened['file_id'] };
  }

  const inChannel = { channel: 'C0INCIDENT' };
  test.each<[string, object]>([
    ['auth.test', {}],
    ['bots.info', {}],
    ['team.info', {}],
    ['users.info', { user: 'U0ALICE' }],
    ['users.list', {}],
    ['users.lookupByEmail', { email: 'bob@example.com' }],
    ['usergroups.list', { include_users: true, include_count: true, include_disabled: true }],
    ['usergroups.users.list', { usergroup: 'S0SRE' }],
    ['conversations.info', { ...inChannel, include_num_members: true }],
    ['conversations.list', { types: 'public_channel,im' }],
    ['conversations.members', inChannel],
    ['conversations.join', { channel: 'C0GENERAL' }],
    ['conversations.open', { users: 'U0BOB', return_im: true }],
    ['conversations.history', inChannel],
    ['conversations.replies', inChannel],
    ['chat.postMessage', { ...inChannel, text: 'x' }],
    ['chat.postEphemeral', { ...inChannel, text: 'x', user: 'U0ALICE' }],
    ['chat.update', { ...inChannel, text: 'y' }],
    ['chat.getPermalink', inChannel],
    ['chat.delete', inChannel],
    ['files.getUploadURLExternal', { filename: 'b.txt', length: 1 }],
    ['files.info', {}],
  ])('%s', async (method, args) => {
    const slack = await slackForTest(everything());
    const { ts, file } = await filled(slack);
    const reply = await callApi(slack, method, { ts, message_ts: ts, file, ...args });
    expect(reply).toMatchObject({ ok: true });
    // Both recordings show the same kind of message, from a few samples each.
    const alike = method === 'conversations.replies' ? ['conversations.history'] : [];
    const lacking = await Promise.all(
      [method, ...alike].map(async (name) => strange(reply, await recording(name))),
    );
    expect(lacking.reduce((all, one) => all.filter((field) => one.includes(field)))).toEqual([]);
  });
});

describe('payloads have only fields that Slack has, and those that apps read', () => {
  async function connected(): Promise<{ slack: SandboxSlack; app: RawApp }> {
    const slack = await slackForTest();
    return { slack, app: await connectRaw(slack) };
  }

  test('a slash command', async () => {
    const { slack, app } = await connected();
    const typed = act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: '/debug pod <x> -- a & b' });
    const envelope = await app.nextOf('slash_commands');
    app.ack(envelope);
    await typed;
    expect(strange(envelope.payload, await recording('SlashCommandPayload'))).toEqual([]);
    expect(envelope.payload).toEqual({
      token: expect.any(String),
      team_id: 'T0ACME',
      team_domain: 'acme-shop',
      channel_id: 'C0INCIDENT',
      channel_name: 'incident-42',
      user_id: 'U0ALICE',
      user_name: 'alice',
      command: '/debug',
      text: 'pod &lt;x&gt; -- a &amp; b',
      api_app_id: 'A0KEYHOLE',
      is_enterprise_install: false,
      response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/commands\/T0ACME\/\w{32}$/),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.\w+$/),
    });
  });

  test('a click on a message in a thread, and on an ephemeral one', async () => {
    const { slack, app } = await connected();
    const click = async (ts: unknown): Promise<Record<string, unknown>> => {
      const clicked = act(slack, 'U0BOB', 'click', { channel: 'C0INCIDENT', ts, actionId: 'a' });
      const envelope = await app.nextOf('interactive');
      app.ack(envelope);
      await clicked;
      return envelope.payload;
    };
    const blocks = [{ type: 'actions', elements: [button('a', { value: '7', style: 'primary' })] }];
    const whole = { channel: 'C0INCIDENT', text: 'x', blocks };
    const { ts: root } = await callApi(slack, 'chat.postMessage', whole);
    const { ts } = await callApi(slack, 'chat.postMessage', { ...whole, thread_ts: root });
    const payload = await click(ts);
    const recorded = await recording('BlockActionPayload');
    expect(strange(payload, recorded)).toEqual([]);
    expect(payload).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0BOB', username: 'bob', name: 'bob', team_id: 'T0ACME' },
      api_app_id: 'A0KEYHOLE',
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: 'C0INCIDENT',
        is_ephemeral: false,
        thread_ts: root,
      },
      trigger_id: expect.any(String),
      team: { id: 'T0ACME', domain: 'acme-shop' },
      enterprise: null,
      is_enterprise_install: false,
      channel: { id: 'C0INCIDENT', name: 'incident-42' },
      message: { type: 'message', ts, thread_ts: root, bot_id: 'B0KEYHOLE', blocks: [{ type: 'actions' }] },
      state: { values: {} },
      response_url: expect.stringMatching(/\/actions\/T0ACME\/\w{32}$/),
      actions: [
        {
          type: 'button',
          action_id: 'a',
          block_id: expect.any(String),
          value: '7',
          style: 'primary',
          action_ts: expect.any(String),
        },
      ],
    });

    const args = { ...whole, user: 'U0BOB' };
    const { message_ts: ephemeral } = await callApi(slack, 'chat.postEphemeral', args);
    const private_ = await click(ephemeral);
    expect(strange(private_, recorded)).toEqual([]);
    expect(private_).toMatchObject({ container: { message_ts: ephemeral, is_ephemeral: true } });
    expect(private_).not.toHaveProperty('message');
  });

  test('events of a message, a mention, a change, a file and a deletion', async () => {
    const { slack, app } = await connected();
    const next = async (name: string): Promise<Record<string, unknown>> => {
      const envelope = await app.nextOf('events_api');
      app.ack(envelope);
      expect(strange(envelope.payload, await recording(name))).toEqual([]);
      expect(envelope.payload).toMatchObject({
        type: 'event_callback',
        team_id: 'T0ACME',
        api_app_id: 'A0KEYHOLE',
        event_id: expect.stringMatching(/^Ev/),
        authorizations: [{ team_id: 'T0ACME', user_id: 'U0KEYHOLE', is_bot: true }],
      });
      return envelope.payload.event ?? {};
    };
    await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'hi @keyhole' });
    expect(await next('MessagePayload')).toMatchObject({
      type: 'message',
      client_msg_id: expect.any(String),
    });
    expect(await next('AppMentionPayload')).toMatchObject({
      type: 'app_mention',
      user: 'U0ALICE',
      team: 'T0ACME',
    });

    const { ts } = await callApi(slack, 'chat.postMessage', { channel: 'C0INCIDENT', text: 'one' });
    await next('MessagePayload');
    await callApi(slack, 'chat.update', { channel: 'C0INCIDENT', ts, text: 'two' });
    const changed = await next('MessageChangedPayload');
    expect(changed).toMatchObject({
      subtype: 'message_changed',
      message: { text: 'two' },
      previous_message: { text: 'one' },
    });
    await callApi(slack, 'chat.delete', { channel: 'C0INCIDENT', ts });
    expect(await next('MessageDeletedPayload')).toMatchObject({ subtype: 'message_deleted', deleted_ts: ts });
  });
});
