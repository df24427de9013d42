import { describe, expect, test } from '@jest/globals';
import type { SandboxSlack } from '../../../src/sandbox/slack/server.ts';
import { act, callApi, messagesFor, slackForTest } from './support.ts';
import type { Reply } from './support.ts';

const CHANNEL = 'C0INCIDENT';

describe('membership', () => {
  const set = (slack: SandboxSlack, userId: string, channel: string, body: object): Promise<Reply> =>
    act(slack, userId, `channels/${channel}/membership`, body);

  test('who leaves can read a public channel but not write, until joining again', async () => {
    const slack = await slackForTest();
    await set(slack, 'U0MALLORY', CHANNEL, { member: false });
    const typed = { channel: CHANNEL, text: 'x' };
    expect(await act(slack, 'U0MALLORY', 'type', typed)).toMatchObject({ error: 'not_in_channel' });
    const text = '<@U0MALLORY> has left the channel';
    expect(await messagesFor(slack, 'U0MALLORY')).toMatchObject([{ text }]);
    await set(slack, 'U0MALLORY', CHANNEL, { member: true });
    expect((await act(slack, 'U0MALLORY', 'type', typed)).ok).toBe(true);
  });

  test('a private channel is joined only by invitation', async () => {
    const slack = await slackForTest();
    expect(await set(slack, 'U0CAROL', 'C0PAYMENTS', { member: true })).toMatchObject({
      error: 'channel_not_found',
    });
    expect(await set(slack, 'U0ALICE', 'C0PAYMENTS', { member: true, who: 'U0CAROL' })).toEqual({ ok: true });
    expect(await messagesFor(slack, 'U0CAROL', 'C0PAYMENTS')).toMatchObject([{ user: 'U0CAROL' }]);
  });

  test.each([
    ['somebody unknown', 'U0ALICE', CHANNEL, { member: true, who: 'U0X' }, 'unknown_person'],
    ['without saying whether', 'U0ALICE', CHANNEL, {}, 'invalid_arguments'],
  ])('%s is refused', async (_, userId, channel, body, error) => {
    const slack = await slackForTest();
    expect(await set(slack, userId, channel, body)).toMatchObject({ ok: false, error });
  });

  test('nobody leaves a direct message, and only members invite', async () => {
    const slack = await slackForTest();
    await callApi(slack, 'conversations.open', { users: 'U0BOB' });
    expect(await set(slack, 'U0BOB', 'D0BOB', { member: false })).toMatchObject({
      error: 'invalid_arguments',
    });
    await set(slack, 'U0MALLORY', 'C0GENERAL', { member: false });
    const invite = { member: true, who: 'U0KEYHOLE' };
    expect(await set(slack, 'U0MALLORY', 'C0GENERAL', invite)).toMatchObject({ error: 'not_in_channel' });
  });
});
