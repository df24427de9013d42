import { describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { callApi, connectRaw, handClock, postJson, slackForTest, until } from './support.ts';
import type { RawApp } from './support.ts';
import type { SandboxSlack } from '../../../src/sandbox/slack/server.ts';

async function greeted(slack: SandboxSlack): Promise<RawApp> {
  const app = await connectRaw(slack);
  await app.next();
  return app;
}

describe('connections', () => {
  test('are greeted with hello, and counted', async () => {
    const slack = await slackForTest();
    const [first, second] = [await connectRaw(slack), await connectRaw(slack)];
    expect(await first.next()).toMatchObject({
      type: 'hello',
      num_connections: 1,
      debug_info: { host: expect.any(String), approximate_connection_time: expect.any(Number) },
      connection_info: { app_id: 'A0KEYHOLE' },
    });
    expect(await second.next()).toMatchObject({ type: 'hello', num_connections: 2 });
    expect(slack.connections()).toBe(2);
  });

  test.each([
    ['made up', (url: string) => `${url}x`],
    ['for another path', (url: string) => url.replace('/link/', '/other/')],
  ])('with a ticket %s are refused', async (_, change) => {
    const slack = await slackForTest();
    const { url } = await callApi(slack, 'apps.connections.open', {}, slack.appToken);
    await expect(opened(change(String(url).split('&')[0] ?? ''))).rejects.toThrow('403');
  });

  test('need a new ticket each, within 30 seconds', async () => {
    const clock = handClock();
    const slack = await slackForTest({ now: clock.now });
    const open = async (): Promise<string> =>
      String((await callApi(slack, 'apps.connections.open', {}, slack.appToken))['url']);
    const used = await open();
    const socket = await opened(used);
    await expect(opened(used)).rejects.toThrow('403');
    const old = await open();
    clock.advance(30_001);
    await expect(opened(old)).rejects.toThrow('403');
    socket.terminate();
  });

  test('are ten at most; the eleventh is sent away', async () => {
    const slack = await slackForTest();
    for (let n = 0; n < 10; n += 1) await greeted(slack);
    const eleventh = await connectRaw(slack);
    expect(await eleventh.next()).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    await eleventh.closed;
    expect(slack.connections()).toBe(10);
  });

  test('are told to go when a test asks for it', async () => {
    const slack = await slackForTest();
    const app = await greeted(slack);
    await postJson(`${slack.url}/sandbox/api/faults`, { disconnect: true });
    expect(await app.next()).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    await app.closed;
    await until('the count to fall', () => slack.connections() === 0 || undefined);
  });

  test('that do not answer pings are cut off', async () => {
    const slack = await slackForTest({ timing: { ping: 20 } });
    const { url } = await callApi(slack, 'apps.connections.open', {}, slack.appToken);
    const deaf = new WebSocket(String(url), { autoPong: false });
    const code = await new Promise((resolve) => {
      deaf.on('close', resolve);
    });
    // 1006: cut off without a word.
    expect(code).toBe(1006);
    await until('the count to fall', () => slack.connections() === 0 || undefined);
  });

  test('that answer pings stay, and nonsense they send is ignored', async () => {
    const slack = await slackForTest({ timing: { ping: 10 } });
    const { url } = await callApi(slack, 'apps.connections.open', {}, slack.appToken);
    const socket = await opened(String(url));
    for (const nonsense of ['', '[]', '{"envelope_id":7}', '{"envelope_id":"unknown"}'])
      socket.send(nonsense);
    let pings = 0;
    socket.on('ping', () => (pings += 1));
    await until('several pings', () => pings > 3 || undefined);
    expect(slack.connections()).toBe(1);
    socket.terminate();
  });
});

async function opened(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
  });
}
