import { describe, expect, test } from '@jest/globals';
import { keyholeManifest } from '../../../../src/sandbox/slack/workspace.ts';
import { callApi, slackForTest } from '../support.ts';

const withScopes = (...more: string[]) => {
  const manifest = keyholeManifest();
  return { manifest: { ...manifest, scopes: [...manifest.scopes, ...more] } };
};

describe('conversations.info and conversations.members', () => {
  test('a public channel is known without membership, a private one is not', async () => {
    const slack = await slackForTest();
    expect(
      await callApi(slack, 'conversations.info', { channel: 'C0GENERAL', include_num_members: true }),
    ).toMatchObject({
      ok: true,
      channel: { id: 'C0GENERAL', name: 'general', is_member: false, is_private: false, num_members: 4 },
    });
    expect(await callApi(slack, 'conversations.members', { channel: 'C0INCIDENT' })).toMatchObject({
      members: ['U0ALICE', 'U0BOB', 'U0CAROL', 'U0MALLORY', 'U0KEYHOLE'],
    });
    for (const method of ['conversations.info', 'conversations.members']) {
      const hidden = await callApi(slack, method, { channel: 'C0PAYMENTS' });
      expect(hidden).toEqual({ ok: false, error: 'channel_not_found' });
    }
  });

  test('only ids count, names are for posting', async () => {
    const slack = await slackForTest();
    const named = await callApi(slack, 'conversations.info', { channel: 'incident-42' });
    expect(named).toEqual({ ok: false, error: 'channel_not_found' });
  });

  test('a kind of conversation whose scope was not granted is missing_scope', async () => {
    const slack = await slackForTest();
    await callApi(slack, 'conversations.open', { users: 'U0BOB' });
    const im = await callApi(slack, 'conversations.info', { channel: 'D0BOB' });
    expect(im).toMatchObject({ ok: false, error: 'missing_scope', needed: 'im:read' });
  });
});

describe('conversations.list', () => {
  test('gives public channels, and private ones only where the bot is in', async () => {
    const slack = await slackForTest();
    const list = async (args: object) => {
      const { channels } = await callApi(slack, 'conversations.list', args);
      return (channels as { id: string }[]).map(({ id }) => id);
    };
    expect(await list({})).toEqual(['C0INCIDENT', 'C0GENERAL']);
    expect(await list({ types: 'public_channel,private_channel' })).toEqual(['C0INCIDENT', 'C0GENERAL']);
  });

  test('in pages, with a cursor that cannot be made up', async () => {
    const slack = await slackForTest();
    const first = await callApi(slack, 'conversations.list', { limit: 1 });
    const { next_cursor: cursor } = first['response_metadata'] as { next_cursor: string };
    expect(cursor).not.toBe('');
    const second = await callApi(slack, 'conversations.list', { limit: 1, cursor });
    expect(second).toMatchObject({ channels: [{ id: 'C0GENERAL' }], response_metadata: { next_cursor: '' } });
    const madeUp = await callApi(slack, 'conversations.list', { cursor: 'abc' });
    expect(madeUp).toEqual({ ok: false, error: 'invalid_cursor' });
  });

  test.each([
    ['im', 'missing_scope'],
    ['rooms', 'invalid_types'],
  ])('of %s is %s', async (types, error) => {
    const slack = await slackForTest();
    expect(await callApi(slack, 'conversations.list', { types })).toMatchObject({ ok: false, error });
  });
});

describe('conversations.join and conversations.open', () => {
  test('joining needs the scope channels:join, and then lets the bot post', async () => {
    const without = await slackForTest();
    const refused = await callApi(without, 'conversations.join', { channel: 'C0GENERAL' });
    expect(refused).toMatchObject({ ok: false, error: 'missing_scope', needed: 'channels:join' });

    const slack = await slackForTest(withScopes('channels:join'));
    const joined = await callApi(slack, 'conversations.join', { channel: 'C0GENERAL' });
    expect(joined).toMatchObject({ ok: true, channel: { is_member: true } });
    expect((await callApi(slack, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x' })).ok).toBe(true);
    const again = await callApi(slack, 'conversations.join', { channel: 'C0GENERAL' });
    expect(again).toMatchObject({ ok: true, warning: 'already_in_channel' });
    const hidden = await callApi(slack, 'conversations.join', { channel: 'C0PAYMENTS' });
    expect(hidden).toEqual({ ok: false, error: 'channel_not_found' });
  });

  test('opening a direct message twice gives the same one', async () => {
    const slack = await slackForTest();
    const first = await callApi(slack, 'conversations.open', { users: 'U0CAROL' });
    expect(first).toEqual({ ok: true, channel: { id: 'D0CAROL' } });
    const second = await callApi(slack, 'conversations.open', { users: ['U0CAROL'] });
    expect(second).toEqual({ ok: true, no_op: true, already_open: true, channel: { id: 'D0CAROL' } });
  });

  test.each([
    [{}, 'users_list_not_supplied'],
    [{ users: 'U0NOBODY' }, 'user_not_found'],
    [{ users: 'U0BOB,U0CAROL' }, 'missing_scope'],
  ])('opening with %j is %s', async (args, error) => {
    const slack = await slackForTest();
    expect(await callApi(slack, 'conversations.open', args)).toMatchObject({ ok: false, error });
  });
});
