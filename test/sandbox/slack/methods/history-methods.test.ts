import { describe, expect, test } from '@jest/globals';
import { keyholeManifest } from '../../../../src/sandbox/slack/workspace.ts';
import type { SandboxSlack } from '../../../../src/sandbox/slack/server.ts';
import { act, callApi, slackForTest } from '../support.ts';

const CHANNEL = 'C0INCIDENT';

async function conversation(): Promise<{ slack: SandboxSlack; tss: string[] }> {
  const slack = await slackForTest();
  const say = async (text: string, threadTs?: string): Promise<string> =>
    String((await act(slack, 'U0ALICE', 'type', { channel: CHANNEL, text, threadTs }))['ts']);
  const one = await say('one');
  const two = await say('two');
  const inOne = await say('in one', one);
  const alsoInOne = await say('also in one', one);
  return { slack, tss: [one, two, inOne, alsoInOne] };
}

async function textsOf(slack: SandboxSlack, method: string, args: object): Promise<string[]> {
  const { messages } = await callApi(slack, method, { channel: CHANNEL, ...args });
  return (messages as { text: string }[]).map(({ text }) => text);
}

describe('conversations.history', () => {
  test('gives roots, newest first, with what is said about their threads', async () => {
    const { slack, tss } = await conversation();
    const { messages, has_more: hasMore } = await callApi(slack, 'conversations.history', {
      channel: CHANNEL,
    });
    expect(hasMore).toBe(false);
    expect(messages).toMatchObject([
      { text: 'two', user: 'U0ALICE', blocks: [{ type: 'rich_text' }] },
      { text: 'one', thread_ts: tss[0], reply_count: 2, reply_users: ['U0ALICE'], latest_reply: tss[3] },
    ]);
  });

  test('between timestamps, inclusive only when asked, and in pages', async () => {
    const { slack, tss } = await conversation();
    expect(await textsOf(slack, 'conversations.history', { oldest: tss[0] })).toEqual(['two']);
    expect(await textsOf(slack, 'conversations.history', { oldest: tss[1], inclusive: true })).toEqual([
      'two',
    ]);
    expect(await textsOf(slack, 'conversations.history', { latest: tss[1] })).toEqual(['one']);
    const first = await callApi(slack, 'conversations.history', { channel: CHANNEL, limit: 1 });
    expect(first).toMatchObject({ messages: [{ text: 'two' }], has_more: true });
    const { next_cursor: cursor } = first['response_metadata'] as { next_cursor: string };
    expect(await textsOf(slack, 'conversations.history', { limit: 1, cursor })).toEqual(['one']);
  });

  test('only where the bot is, and only with the scope', async () => {
    const { slack } = await conversation();
    const open = await callApi(slack, 'conversations.history', { channel: 'C0GENERAL' });
    expect(open).toEqual({ ok: false, error: 'not_in_channel' });
    const hidden = await callApi(slack, 'conversations.history', { channel: 'C0PAYMENTS' });
    expect(hidden).toEqual({ ok: false, error: 'channel_not_found' });

    const manifest = keyholeManifest();
    const scopes = manifest.scopes.filter((scope) => scope !== 'channels:history');
    const without = await slackForTest({ manifest: { ...manifest, scopes } });
    const refused = await callApi(without, 'conversations.history', { channel: CHANNEL });
    expect(refused).toMatchObject({ ok: false, error: 'missing_scope', needed: 'channels:history' });
  });
});

describe('metadata', () => {
  test('is told to who asks for it, and to nobody else', async () => {
    const slack = await slackForTest();
    const metadata = { event_type: 'shown', event_payload: { id: 'r1' } };
    const { ts } = await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'x', metadata });
    for (const [method, args] of [
      ['conversations.history', {}],
      ['conversations.replies', { ts }],
    ] as const) {
      const asked = { channel: CHANNEL, ...args, include_all_metadata: true };
      expect((await callApi(slack, method, asked))['messages']).toEqual([
        expect.objectContaining({ metadata }),
      ]);
      expect((await callApi(slack, method, { channel: CHANNEL, ...args }))['messages']).toEqual([
        expect.not.objectContaining({ metadata }),
      ]);
    }
  });
});

describe('conversations.replies', () => {
  test('gives the root and its replies, oldest first, by the root or by a reply', async () => {
    const { slack, tss } = await conversation();
    const thread = ['one', 'in one', 'also in one'];
    expect(await textsOf(slack, 'conversations.replies', { ts: tss[0] })).toEqual(thread);
    expect(await textsOf(slack, 'conversations.replies', { ts: tss[3] })).toEqual(thread);
    expect(await textsOf(slack, 'conversations.replies', { ts: tss[1] })).toEqual(['two']);
  });

  test('of nothing is thread_not_found', async () => {
    const { slack } = await conversation();
    const reply = await callApi(slack, 'conversations.replies', { channel: CHANNEL, ts: '1.000100' });
    expect(reply).toEqual({ ok: false, error: 'thread_not_found' });
  });
});
