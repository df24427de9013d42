import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { App, LogLevel } from '@slack/bolt';
import { signatureOf } from '../../../src/sandbox/slack/signed-http.ts';
import {
  act,
  button,
  callApi,
  handClock,
  messagesFor,
  slackForTest,
  stopAfterTest,
  until,
} from './support.ts';

type Received = { headers: IncomingHttpHeaders; body: string };
type Answer = { status: number; body: string } | 'nothing';

/** An app of bare HTTP that keeps what it receives; it passes the URL verification by itself. */
async function bareApp(
  answer: (received: Received) => Answer,
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(one);
      const isCheck = one.body.includes('"url_verification"');
      const { challenge } = isCheck ? (JSON.parse(one.body) as { challenge: string }) : { challenge: '' };
      const reply = isCheck ? { status: 200, body: challenge } : answer(one);
      if (reply !== 'nothing') response.writeHead(reply.status).end(reply.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stopAfterTest({
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`, received };
}

const debug = { channel: 'C0INCIDENT', text: '/debug pod a&b' };

describe('signed HTTP delivery', () => {
  test('the signature is the one of the documentation', () => {
    // The worked example of docs.slack.dev/authentication/verifying-requests-from-slack.
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    expect(signatureOf('8f742231b10e8888abcd99yyyzzz85a5', 1_531_420_618, body)).toBe(
      'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    );
  });

  test('the URL is verified first; a command is a signed form', async () => {
    const clock = handClock();
    const app = await bareApp(() => ({ status: 200, body: '{"text":"noted"}' }));
    const slack = await slackForTest({ requestUrl: app.url, now: clock.now });
    expect(await act(slack, 'U0ALICE', 'type', debug)).toEqual({ ok: true, ack: { text: 'noted' } });
    const [check, command] = app.received;
    expect(JSON.parse(check?.body ?? '')).toMatchObject({
      type: 'url_verification',
      challenge: expect.any(String),
    });
    expect(command?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const timestamp = String(clock.now() / 1000);
    expect(command?.headers['x-slack-request-timestamp']).toBe(timestamp);
    const digest = createHmac('sha256', slack.signingSecret)
      .update(`v0:${timestamp}:${command?.body}`)
      .digest('hex');
    expect(command?.headers['x-slack-signature']).toBe(`v0=${digest}`);
    const form = Object.fromEntries(new URLSearchParams(command?.body));
    expect(form).toMatchObject({
      command: '/debug',
      text: 'pod a&amp;b',
      user_id: 'U0ALICE',
      is_enterprise_install: 'false',
    });
  });

  test('a click is a form with one JSON payload; a text as the answer is shown too', async () => {
    const app = await bareApp(() => ({ status: 200, body: '' }));
    const slack = await slackForTest({ requestUrl: app.url });
    const blocks = [{ type: 'actions', elements: [button('a', { value: '7' })] }];
    const { ts } = await callApi(slack, 'chat.postMessage', { channel: 'C0INCIDENT', text: 'x', blocks });
    expect(await act(slack, 'U0BOB', 'click', { channel: 'C0INCIDENT', ts, actionId: 'a' })).toEqual({
      ok: true,
    });
    const click = app.received.find(({ body }) => body.startsWith('payload='));
    const payload: unknown = JSON.parse(new URLSearchParams(click?.body).get('payload') ?? '');
    expect(payload).toMatchObject({ type: 'block_actions', actions: [{ action_id: 'a', value: '7' }] });
  });

  test('an event is JSON, and comes again with the retry headers when it is answered with an error', async () => {
    const app = await bareApp(({ headers }) => ({
      status: headers['x-slack-retry-num'] ? 200 : 500,
      body: '',
    }));
    const slack = await slackForTest({ requestUrl: app.url });
    await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: 'hello' });
    const again = await until('the retry', () =>
      app.received.find(({ headers }) => headers['x-slack-retry-num']),
    );
    expect(again.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_error' });
    expect(JSON.parse(again.body)).toMatchObject({
      type: 'event_callback',
      event: { type: 'message', text: 'hello' },
    });
  });

  test('no answer in time is operation_timeout, an error or nobody there dispatch_failed', async () => {
    const silent = await bareApp(() => 'nothing');
    const slow = await slackForTest({ requestUrl: silent.url, timing: { ack: 100 } });
    expect(await act(slow, 'U0ALICE', 'type', debug)).toMatchObject({ error: 'operation_timeout' });
    const failing = await bareApp(() => ({ status: 500, body: '' }));
    const failed = await slackForTest({ requestUrl: failing.url });
    expect(await act(failed, 'U0ALICE', 'type', debug)).toMatchObject({ error: 'dispatch_failed' });
    const nowhere = await slackForTest({ requestUrl: 'http://127.0.0.1:1/slack/events' });
    expect(await act(nowhere, 'U0ALICE', 'type', debug)).toMatchObject({ error: 'dispatch_failed' });
  });

  test('the receiver of @slack/bolt accepts the verification and the signatures', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    const slack = await slackForTest({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
    const app = new App({
      token: slack.botToken,
      signingSecret: slack.signingSecret,
      logLevel: LogLevel.ERROR,
      clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    });
    app.command('/debug', async ({ ack, respond }) => {
      await ack('acknowledged');
      await respond('answered');
    });
    await app.start({ port, host: '127.0.0.1' });
    stopAfterTest({ stop: async () => void (await app.stop()) });
    expect(await act(slack, 'U0ALICE', 'type', debug)).toEqual({ ok: true, ack: 'acknowledged' });
    const seen = await until('both', async () => {
      const messages = await messagesFor(slack, 'U0ALICE');
      return messages.length === 2 ? messages.map(({ text }) => text) : undefined;
    });
    expect(seen).toEqual(['acknowledged', 'answered']);
  });
});
