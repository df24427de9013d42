import { afterEach, expect, test } from '@jest/globals';
import { type Check, type HttpServer, serveHttp } from '../../src/runtime/http-server.ts';

let server: HttpServer | undefined;

afterEach(() => server?.close());

async function ready(
  checks: Readonly<Record<string, Check>>,
  notes: Readonly<Record<string, () => boolean>> = {},
): Promise<unknown[]> {
  server = await serveHttp({ host: '127.0.0.1', port: 0, checks, notes, slackPath: '/slack/events' });
  const response = await fetch(`http://127.0.0.1:${server.port}/readyz`);
  return [response.status, await response.json()];
}

test.each<[string, number, Check, unknown]>([
  ['well', 200, () => true, true],
  ['not well', 503, async () => false, false],
  ['broken', 503, () => Promise.reject(new Error('no')), false],
  ['well in one of two', 200, () => ({ prod: false, sandbox: true }), { prod: false, sandbox: true }],
  ['well in none', 503, () => ({ prod: false, sandbox: false }), { prod: false, sandbox: false }],
])('a check that is %s: %i', async (_how, status, check, answer) => {
  expect(await ready({ redis: () => true, clusters: check })).toEqual([
    status,
    { redis: true, clusters: answer },
  ]);
});

test('one check that fails is not made good by others', async () => {
  expect(await ready({ redis: () => false, clusters: () => ({ sandbox: true }) })).toEqual([
    503,
    { redis: false, clusters: { sandbox: true } },
  ]);
});

test('a note is told beside the checks and makes nothing unready', async () => {
  expect(await ready({ redis: () => true }, { policyUpToDate: () => false })).toEqual([
    200,
    { redis: true, policyUpToDate: false },
  ]);
});

test('what is no POST never reaches the listener of Slack, which throws for it', async () => {
  const slackListener = () => {
    throw new Error('reached');
  };
  const rest = { host: '127.0.0.1', port: 0, checks: {}, slackPath: '/slack/events' };
  server = await serveHttp({ ...rest, slackListener });
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
    const response = await fetch(`http://127.0.0.1:${server.port}/slack/events?x=1`, { method });
    expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'POST']);
  }
});

test('closing waits for an answer that is under way, and takes nothing more', async () => {
  let arrived: (answer: () => void) => void = () => undefined;
  const taken = new Promise<() => void>((resolve) => (arrived = resolve));
  const closing = await serveHttp({
    host: '127.0.0.1',
    port: 0,
    checks: {},
    slackPath: '/slack/events',
    slackListener: (_request, response) => arrived(() => response.end('done')),
  });
  const address = `http://127.0.0.1:${closing.port}/slack/events`;
  const asked = fetch(address, { method: 'POST' });
  const answer = await taken;
  const closed = closing.close();
  await expect(fetch(address, { method: 'POST' })).rejects.toThrow('fetch failed');
  answer();
  expect(await (await asked).text()).toBe('done');
  await closed;
});
