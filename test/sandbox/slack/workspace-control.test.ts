import { describe, expect, test } from '@jest/globals';
import type { SandboxSlack } from '../../../src/sandbox/slack/server.ts';
import { act, callApi, messagesFor, postJson, slackForTest } from './support.ts';

const CHANNEL = 'C0INCIDENT';
const admin = async (slack: SandboxSlack, about: string, change: object): Promise<number> =>
  (await postJson(`${slack.url}/sandbox/api/${about}`, change)).status;

describe('an archived channel', () => {
  test('can be read, and nobody writes in it', async () => {
    const slack = await slackForTest();
    const { ts } = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'before' });
    expect(await admin(slack, `channels/${CHANNEL}`, { archived: true })).toBe(200);
    const about = { channel: CHANNEL, text: 'x' };
    for (const [method, args, error] of [
      ['chat.postMessage', about, 'is_archived'],
      ['chat.postEphemeral', { ...about, user: 'U0ALICE' }, 'is_archived'],
      ['chat.update', { ...about, ts }, 'is_inactive'],
    ] as const)
      expect(await callApi(slack, method, args)).toEqual({ ok: false, error });
    expect(await callApi(slack, 'conversations.info', { channel: CHANNEL })).toMatchObject({
      channel: { is_archived: true },
    });
    expect(await act(slack, 'U0ALICE', 'type', about)).toMatchObject({ error: 'is_archived' });
    expect(await messagesFor(slack, 'U0ALICE')).toMatchObject([{ text: 'before' }]);
    await admin(slack, `channels/${CHANNEL}`, { archived: false });
    expect(await callApi(slack, 'chat.postMessage', about)).toMatchObject({ ok: true });
  });
});

describe('someone deactivated', () => {
  test('is known as deleted, does nothing, and messages to them are taken', async () => {
    const slack = await slackForTest();
    expect(await admin(slack, 'people/U0ALICE', { deactivated: true })).toBe(200);
    expect(await callApi(slack, 'users.info', { user: 'U0ALICE' })).toMatchObject({
      user: { id: 'U0ALICE', deleted: true },
    });
    expect(await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text: 'x' })).toMatchObject({
      error: 'unknown_person',
    });
    const direct = { channel: 'U0ALICE', text: 'x' };
    expect(await callApi(slack, 'chat.postMessage', direct)).toMatchObject({ ok: true });
    const ephemeral = { channel: CHANNEL, user: 'U0ALICE', text: 'x' };
    expect(await callApi(slack, 'chat.postEphemeral', ephemeral)).toMatchObject({
      error: 'user_not_in_channel',
    });
  });
});

test('what is not there is not changed', async () => {
  const slack = await slackForTest();
  expect(await admin(slack, 'channels/C0NONE', { archived: true })).toBe(404);
  expect(await admin(slack, 'people/U0NONE', { deactivated: true })).toBe(404);
});
