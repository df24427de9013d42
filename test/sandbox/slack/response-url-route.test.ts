import { describe, expect, test } from '@jest/globals';
import type { SandboxSlack } from '../../../src/sandbox/slack/server.ts';
import {
  act,
  button,
  callApi,
  connectRaw,
  handClock,
  messagesFor,
  postJson,
  section,
  slackForTest,
} from './support.ts';

const CHANNEL = 'C0INCIDENT';
const BLOCKS = [section('May I?'), { type: 'actions', elements: [button('go')] }];

async function commandUrl(slack: SandboxSlack, channel = CHANNEL): Promise<string> {
  const app = await connectRaw(slack);
  await app.next();
  const typed = act(slack, 'U0ALICE', 'type', { channel, text: '/debug' });
  const envelope = await app.next();
  app.ack(envelope);
  await typed;
  return String(envelope.payload['response_url']);
}

async function clickUrl(slack: SandboxSlack, ts: unknown): Promise<string> {
  const app = await connectRaw(slack);
  await app.next();
  const clicked = act(slack, 'U0ALICE', 'click', { channel: CHANNEL, ts, actionId: 'go' });
  const envelope = await app.nextOf('interactive');
  app.ack(envelope);
  await clicked;
  return String(envelope.payload['response_url']);
}

describe('the response_url of a command', () => {
  test('answers only to the asker, also where the bot is not in the channel', async () => {
    const slack = await slackForTest();
    const url = await commandUrl(slack, 'C0PAYMENTS');
    expect((await postJson(url, { text: 'hi' })).status).toBe(200);
    expect(await messagesFor(slack, 'U0ALICE', 'C0PAYMENTS')).toMatchObject([
      { text: 'hi', ephemeral: true },
    ]);
    expect(await messagesFor(slack, 'U0BOB', 'C0PAYMENTS')).toEqual([]);
  });

  test('answers everybody with in_channel; replacing and deleting an original has no effect', async () => {
    const slack = await slackForTest();
    const url = await commandUrl(slack);
    await postJson(url, { text: 'for all', response_type: 'in_channel', blocks: [section('for all')] });
    await postJson(url, { text: 'new', replace_original: true });
    await postJson(url, { text: 'newer', delete_original: true });
    expect(await messagesFor(slack, 'U0BOB')).toMatchObject([
      { text: 'for all', blocks: [{ type: 'section' }] },
    ]);
    expect((await messagesFor(slack, 'U0ALICE')).map(({ text }) => text)).toEqual([
      'for all',
      'new',
      'newer',
    ]);
  });

  test('works five times and is then 404 used_url', async () => {
    const slack = await slackForTest();
    const url = await commandUrl(slack);
    for (let n = 0; n < 5; n += 1) expect((await postJson(url, { text: String(n) })).status).toBe(200);
    const sixth = await postJson(url, { text: '5' });
    expect(sixth.status).toBe(404);
    expect(await sixth.json()).toEqual({ ok: false, error: 'used_url' });
    expect(await messagesFor(slack, 'U0ALICE')).toHaveLength(5);
  });

  test('works for 30 minutes and is then 404 expired_url; an address that was never given out is 404', async () => {
    const clock = handClock();
    const slack = await slackForTest({ now: clock.now });
    const url = await commandUrl(slack);
    clock.advance(30 * 60_000);
    expect((await postJson(url, { text: 'just in time' })).status).toBe(200);
    clock.advance(1);
    const late = await postJson(url, { text: 'late' });
    expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
    expect((await postJson(`${slack.url}/commands/T0ACME/guessed`, { text: 'x' })).status).toBe(404);
  });

  test.each([
    [{ text: '' }, 'no_text'],
    [{ blocks: [{ type: 'nothing' }] }, 'invalid_blocks'],
  ])('refuses %j with %s', async (body, error) => {
    const slack = await slackForTest();
    const reply = await postJson(await commandUrl(slack), body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ ok: false, error });
  });

  test('refuses what is not JSON', async () => {
    const slack = await slackForTest();
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(await commandUrl(slack), { method: 'POST', headers, body: '{' });
    expect(reply.status).toBe(400);
  });
});

describe('the response_url of a click', () => {
  const post = async (slack: SandboxSlack): Promise<unknown> =>
    (await callApi(slack, 'chat.postMessage', { channel: CHANNEL, text: 'May I?', blocks: BLOCKS }))['ts'];

  test('replaces the clicked message, whose blocks go when none are given', async () => {
    const slack = await slackForTest();
    const ts = await post(slack);
    await postJson(await clickUrl(slack, ts), { text: 'Done', replace_original: true });
    const [message, ...others] = await messagesFor(slack, 'U0BOB');
    expect(message).toMatchObject({ ts, text: 'Done' });
    expect(message).not.toHaveProperty('blocks');
    expect(others).toEqual([]);
  });

  test('replaces and deletes an ephemeral message, which no Web API method can', async () => {
    const slack = await slackForTest();
    const args = { channel: CHANNEL, user: 'U0ALICE', text: 'May I?', blocks: BLOCKS };
    const { message_ts: ts } = await callApi(slack, 'chat.postEphemeral', args);
    const url = await clickUrl(slack, ts);
    await postJson(url, { text: 'Asked', replace_original: 'true' });
    expect(await messagesFor(slack, 'U0ALICE')).toMatchObject([{ ts, text: 'Asked', ephemeral: true }]);
    await postJson(url, { delete_original: true });
    expect(await messagesFor(slack, 'U0ALICE')).toEqual([]);
    const gone = await postJson(url, { delete_original: true });
    expect(await gone.json()).toEqual({ ok: false, error: 'message_not_found' });
  });

  test('says something new to the clicker without replace_original, in the thread when told', async () => {
    const slack = await slackForTest();
    const ts = await post(slack);
    await postJson(await clickUrl(slack, ts), { text: 'You may not approve this.', thread_ts: ts });
    expect(await messagesFor(slack, 'U0ALICE')).toMatchObject([
      { ts, text: 'May I?' },
      { threadTs: ts, text: 'You may not approve this.', ephemeral: true },
    ]);
    expect(await messagesFor(slack, 'U0BOB')).toMatchObject([{ ts, text: 'May I?' }]);
  });
});
