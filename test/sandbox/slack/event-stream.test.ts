import { describe, expect, test } from '@jest/globals';
import { act, callApi, slackForTest, stopAfterTest } from './support.ts';
import type { SandboxSlack } from '../../../src/sandbox/slack/server.ts';
import { open, scene } from './views/modal-support.ts';

type Seen = { type: string; channel: string; message?: { ts: string; text: string; replyCount?: number } };

/** What one person's event stream tells, line by line. */
async function watch(
  slack: SandboxSlack,
  userId: string,
): Promise<{ first: string; next(): Promise<Seen>; ended(): Promise<boolean> }> {
  const cut = new AbortController();
  const response = await fetch(`${slack.url}/sandbox/api/people/${userId}/events`, { signal: cut.signal });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  stopAfterTest({ stop: async () => cut.abort() });
  let buffered = '';
  const part = async (): Promise<string | undefined> => {
    while (!buffered.includes('\n\n')) {
      const chunk = await reader?.read();
      if (!chunk || chunk.done) return undefined;
      buffered += chunk.value;
    }
    const end = buffered.indexOf('\n\n');
    const found = buffered.slice(0, end);
    buffered = buffered.slice(end + 2);
    return found;
  };
  const first = (await part()) ?? '';
  const next = async (): Promise<Seen> => JSON.parse(((await part()) ?? '').replace(/^data: /, '')) as Seen;
  return { first, next, ended: async () => (await part()) === undefined };
}

describe('a person’s event stream', () => {
  test('opens with a comment and tells of messages, changes and deletions', async () => {
    const slack = await slackForTest();
    const bob = await watch(slack, 'U0BOB');
    expect(bob.first).toMatch(/^:/);
    const { ts } = await callApi(slack, 'chat.postMessage', { channel: 'C0INCIDENT', text: 'one' });
    await callApi(slack, 'chat.update', { channel: 'C0INCIDENT', ts, text: 'two' });
    await callApi(slack, 'chat.delete', { channel: 'C0INCIDENT', ts });
    const seen = [await bob.next(), await bob.next(), await bob.next()];
    expect(seen).toMatchObject([
      { type: 'message', channel: 'C0INCIDENT', message: { ts, text: 'one' } },
      { type: 'message_changed', message: { ts, text: 'two' } },
      { type: 'message_deleted', message: { ts } },
    ]);
  });

  test('a reply also changes the root, which counts it', async () => {
    const slack = await slackForTest();
    const { ts } = await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'root' });
    const bob = await watch(slack, 'U0BOB');
    await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'reply', threadTs: ts });
    expect(await bob.next()).toMatchObject({ type: 'message', message: { text: 'reply', threadTs: ts } });
    expect(await bob.next()).toMatchObject({ type: 'message_changed', message: { ts, replyCount: 1 } });
  });

  test('tells nobody of others’ ephemeral messages and hidden channels', async () => {
    const slack = await slackForTest();
    const [bob, mallory] = [await watch(slack, 'U0BOB'), await watch(slack, 'U0MALLORY')];
    await callApi(slack, 'chat.postEphemeral', { channel: 'C0INCIDENT', user: 'U0BOB', text: 'psst' });
    await act(slack, 'U0ALICE', 'type', { channel: 'C0PAYMENTS', text: 'secret' });
    await act(slack, 'U0ALICE', 'channels/C0PAYMENTS/membership', { member: true, who: 'U0CAROL' });
    await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'public' });
    expect(await bob.next()).toMatchObject({ message: { text: 'psst' } });
    expect(await bob.next()).toMatchObject({ message: { text: 'secret' } });
    expect(await mallory.next()).toMatchObject({ message: { text: 'public' } });
  });

  test('who is put out of a private channel learns of that, and of nothing after', async () => {
    const slack = await slackForTest();
    const bob = await watch(slack, 'U0BOB');
    await act(slack, 'U0ALICE', 'channels/C0PAYMENTS/membership', { member: false, who: 'U0BOB' });
    await act(slack, 'U0ALICE', 'type', { channel: 'C0PAYMENTS', text: 'without him' });
    await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'public' });
    expect(await bob.next()).toMatchObject({
      type: 'message',
      message: { text: '<@U0BOB> has left the channel' },
    });
    expect(await bob.next()).toEqual({ type: 'channel_changed', channel: 'C0PAYMENTS' });
    expect(await bob.next()).toMatchObject({ message: { text: 'public' } });
  });

  test('ends when the sandbox stops, and is refused to strangers', async () => {
    const slack = await slackForTest();
    const bob = await watch(slack, 'U0BOB');
    expect((await fetch(`${slack.url}/sandbox/api/people/U0X/events`)).status).toBe(404);
    const [ended] = await Promise.all([bob.ended(), slack.stop()]);
    expect(ended).toBe(true);
  });
});

test('who has a new modal before them is told, nobody else', async () => {
  const at = await scene();
  const [bob, alice] = [await watch(at.slack, 'U0BOB'), await watch(at.slack, 'U0ALICE')];
  await open(at);
  await act(at.slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'public' });
  expect(await bob.next()).toEqual({ type: 'views_changed' });
  expect(await alice.next()).toMatchObject({ message: { text: 'public' } });
});
