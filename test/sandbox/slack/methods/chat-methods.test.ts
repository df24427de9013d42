import { describe, expect, test } from '@jest/globals';
import { acmeShop } from '../../../../src/sandbox/slack/workspace.ts';
import { act, button, callApi, letters, messagesFor, section, slackForTest } from '../support.ts';

const CHANNEL = 'C0INCIDENT';

describe('chat.postMessage', () => {
  test('posts as the bot; blocks and elements get ids; timestamps grow', async () => {
    const slack = await slackForTest();
    const blocks = [section('hi'), { type: 'actions', elements: [{ ...button('a'), action_id: undefined }] }];
    const first = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'hi', blocks });
    expect(first).toMatchObject({
      ok: true,
      channel: CHANNEL,
      ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
      message: {
        user: 'U0KEYHOLE',
        bot_id: 'B0KEYHOLE',
        app_id: 'A0KEYHOLE',
        team: 'T0ACME',
        bot_profile: { id: 'B0KEYHOLE', name: 'keyhole' },
        blocks: [
          { type: 'section', block_id: expect.stringMatching(/^\w{5}$/) },
          {
            type: 'actions',
            block_id: expect.any(String),
            elements: [{ action_id: expect.stringMatching(/^\w{5}$/) }],
          },
        ],
      },
    });
    const second = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'more' });
    expect(String(second['ts']) > String(first['ts'])).toBe(true);
  });

  test.each([
    ['a public channel that the bot is not in', 'C0GENERAL', 'not_in_channel'],
    ['a private channel that the bot is not in', 'C0PAYMENTS', 'channel_not_found'],
    ['no such channel', 'C0NOWHERE', 'channel_not_found'],
    ['no channel', undefined, 'channel_not_found'],
  ])('%s', async (_, channel, error) => {
    const slack = await slackForTest();
    expect(await callApi(slack, 'chat.postMessage', { channel, text: 'x' })).toEqual({ ok: false, error });
  });

  test('once invited, the bot may post into the private channel', async () => {
    const slack = await slackForTest();
    await act(slack, 'U0BOB', 'channels/C0PAYMENTS/membership', { member: true, who: 'U0KEYHOLE' });
    expect((await callApi(slack, 'chat.postMessage', { channel: 'C0PAYMENTS', text: 'x' })).ok).toBe(true);
  });

  test('a person in place of a channel means the direct message with them, which only they see', async () => {
    const slack = await slackForTest();
    const posted = await callApi(slack, 'chat.postMessage', { channel: 'U0BOB', text: 'for you' });
    expect(posted).toMatchObject({ ok: true, channel: 'D0BOB' });
    expect(await messagesFor(slack, 'U0BOB', 'D0BOB')).toMatchObject([{ text: 'for you' }]);
    expect(await messagesFor(slack, 'U0ALICE', 'D0BOB')).toBeUndefined();
  });

  test('nothing to say is no_text; text of more than 40,000 characters is cut', async () => {
    const slack = await slackForTest();
    const nothing = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: '', blocks: [] });
    expect(nothing).toEqual({ ok: false, error: 'no_text' });
    const long = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: letters(40_001) });
    expect(long['message']).toMatchObject({ text: letters(40_000) });
  });

  test('refused blocks say what is wrong and where, and nothing is posted', async () => {
    const slack = await slackForTest();
    const reply = await callApi(slack, 'chat.postMessage', {
      channel: CHANNEL,
      blocks: [section(letters(3001))],
    });
    const message = 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]';
    expect(reply).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [message],
      response_metadata: { messages: [`[ERROR] ${message}`] },
    });
    expect(await messagesFor(slack, 'U0ALICE')).toEqual([]);
  });

  test.each([
    [{ blocks: '{' }, 'invalid_blocks_format'],
    [{ blocks: '{}' }, 'invalid_blocks_format'],
    [{ attachments: '"x"' }, 'invalid_attachments'],
    [{ metadata: '{}' }, 'invalid_metadata_format'],
    [{ metadata: { event_type: 'x' } }, 'invalid_metadata_format'],
    [{ metadata: { event_type: 'two words', event_payload: {} } }, 'invalid_metadata_format'],
    [{ blocks: Array.from({ length: 5 }, () => section(letters(2900))) }, 'msg_blocks_too_long'],
    [{ attachments: [{ blocks: [{ type: 'nothing' }] }] }, 'invalid_blocks'],
    [{ thread_ts: '1.000100' }, 'thread_not_found'],
  ])('%j is %s', async (args, error) => {
    const slack = await slackForTest();
    const reply = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x', ...args });
    expect(reply).toMatchObject({ ok: false, error });
  });

  test('a reply to a reply goes into the thread of the root', async () => {
    const slack = await slackForTest();
    const say = (args: object) =>
      callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x', ...args });
    const root = await say({});
    const reply = await say({ thread_ts: root['ts'] });
    const nested = await say({ thread_ts: reply['ts'] });
    expect(nested['message']).toMatchObject({ thread_ts: root['ts'], parent_user_id: 'U0KEYHOLE' });
    expect((await messagesFor(slack, 'U0ALICE'))[0]).toMatchObject({ ts: root['ts'], replyCount: 2 });
  });
});

describe('chat.postEphemeral', () => {
  test('shows to one person and to no Web API method', async () => {
    const slack = await slackForTest();
    const reply = await callApi(slack, 'chat.postEphemeral', {
      channel: CHANNEL,
      user: 'U0ALICE',
      text: 'psst',
    });
    expect(reply).toEqual({ ok: true, message_ts: expect.any(String) });
    expect(await messagesFor(slack, 'U0ALICE')).toMatchObject([{ text: 'psst', ephemeral: true }]);
    expect(await messagesFor(slack, 'U0BOB')).toEqual([]);
    expect(await callApi(slack, 'conversations.history', { channel: CHANNEL })).toMatchObject({
      messages: [],
    });
    const update = { channel: CHANNEL, ts: reply['message_ts'], text: 'x' };
    expect(await callApi(slack, 'chat.update', update)).toEqual({ ok: false, error: 'message_not_found' });
  });

  test.each([
    ['somebody who has left', { user: 'U0MALLORY' }, 'user_not_in_channel'],
    ['nobody', { user: 'U0NOBODY' }, 'user_not_found'],
    ['a channel that the bot is not in', { channel: 'C0GENERAL' }, 'not_in_channel'],
    ['a hidden channel', { channel: 'C0PAYMENTS' }, 'channel_not_found'],
    ['no text', { text: '' }, 'no_text'],
  ])('%s', async (_, args, error) => {
    const slack = await slackForTest();
    await act(slack, 'U0MALLORY', `channels/${CHANNEL}/membership`, { member: false });
    const whole = { channel: CHANNEL, user: 'U0ALICE', text: 'x', ...args };
    expect(await callApi(slack, 'chat.postEphemeral', whole)).toEqual({ ok: false, error });
  });
});

describe('chat.update', () => {
  test('text without blocks removes the blocks; blocks without text keep the text', async () => {
    const slack = await slackForTest();
    const { ts } = await callApi(slack, 'chat.postMessage', {
      channel: CHANNEL,
      text: 'a',
      blocks: [section('a')],
    });
    const withText = await callApi(slack, 'chat.update', { channel: CHANNEL, ts, text: 'b' });
    expect(withText).toMatchObject({ ok: true, ts, text: 'b', message: { edited: { user: 'B0KEYHOLE' } } });
    expect(withText['message']).not.toHaveProperty('blocks');
    const withBlocks = await callApi(slack, 'chat.update', { channel: CHANNEL, ts, blocks: [section('c')] });
    expect(withBlocks['message']).toMatchObject({ text: 'b', blocks: [{ type: 'section' }] });
    const seen = await messagesFor(slack, 'U0ALICE');
    expect(seen).toMatchObject([{ ts, text: 'b', editedTs: expect.any(String) }]);
  });

  test('another one is cant_update_message, none message_not_found, too much msg_too_long, nothing no_text', async () => {
    const slack = await slackForTest();
    const { ts: hers } = await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text: 'mine' });
    const { ts: own } = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x' });
    const update = (args: object) => callApi(slack, 'chat.update', { channel: CHANNEL, text: 'x', ...args });
    expect(await update({ ts: hers })).toEqual({ ok: false, error: 'cant_update_message' });
    expect(await update({ ts: '1.000100' })).toEqual({ ok: false, error: 'message_not_found' });
    expect(await update({ ts: own, text: letters(4001) })).toEqual({ ok: false, error: 'msg_too_long' });
    expect(await update({ ts: own, text: '' })).toEqual({ ok: false, error: 'no_text' });
    expect(await update({ ts: own, blocks: [{ type: 'x' }] })).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
    });
  });
});

describe('chat.delete and chat.getPermalink', () => {
  test('only own messages can be deleted, once', async () => {
    const slack = await slackForTest();
    const { ts: hers } = await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text: 'mine' });
    const { ts } = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x' });
    const refused = await callApi(slack, 'chat.delete', { channel: CHANNEL, ts: hers });
    expect(refused).toEqual({ ok: false, error: 'cant_delete_message' });
    expect(await callApi(slack, 'chat.delete', { channel: CHANNEL, ts })).toEqual({
      ok: true,
      channel: CHANNEL,
      ts,
    });
    expect(await callApi(slack, 'chat.delete', { channel: CHANNEL, ts })).toEqual({
      ok: false,
      error: 'message_not_found',
    });
    expect(await messagesFor(slack, 'U0ALICE')).toMatchObject([{ ts: hers }]);
  });

  test('a root with replies leaves a tombstone', async () => {
    const slack = await slackForTest();
    const { ts } = await callApi(slack, 'chat.postMessage', {
      channel: CHANNEL,
      text: 'root',
      blocks: [section('x')],
    });
    await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text: 'reply', threadTs: ts });
    await callApi(slack, 'chat.delete', { channel: CHANNEL, ts });
    const [root, reply] = await messagesFor(slack, 'U0ALICE');
    expect(root).toMatchObject({ ts, text: 'This message was deleted.', replyCount: 1 });
    expect(root).not.toHaveProperty('blocks');
    expect(reply).toMatchObject({ threadTs: ts, text: 'reply' });
  });

  test('a permalink leads to the page, opened at the thread', async () => {
    const slack = await slackForTest({ workspace: acmeShop() });
    const { ts } = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x' });
    const { permalink } = await callApi(slack, 'chat.getPermalink', { channel: CHANNEL, message_ts: ts });
    expect(permalink).toBe(`${slack.url}/archives/${CHANNEL}/p${String(ts).replace('.', '')}`);
    const answer = await fetch(String(permalink), { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(`${slack.url}/?channel=${CHANNEL}&thread=${String(ts)}`);
    const none = await callApi(slack, 'chat.getPermalink', { channel: CHANNEL, message_ts: '1.000100' });
    expect(none).toEqual({ ok: false, error: 'message_not_found' });
  });
});
