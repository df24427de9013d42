import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { listenerFor, plain } from '../../../src/sandbox/slack/http.ts';
import type { Route } from '../../../src/sandbox/slack/http.ts';
import { stopAfterTest } from './support.ts';

async function serve(routes: Route[], onError: (error: unknown) => void = () => undefined): Promise<string> {
  const server = createServer(listenerFor(routes, onError)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stopAfterTest({
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the first route whose method and pattern match answers, with decoded parts', async () => {
  const url = await serve([
    { method: 'POST', pattern: '/a/:one', handle: () => plain('posted') },
    {
      method: 'GET',
      pattern: '/a/:one/b.c/*',
      handle: ({ params }) => plain(`${params['one']} ${params['rest']}`),
    },
    { method: 'ANY', pattern: '/a/:one', handle: ({ params }) => plain(`any ${params['one']}`) },
  ]);
  const get = async (path: string): Promise<string> => (await fetch(url + path)).text();
  expect(await get('/a/x%20y')).toBe('any x y');
  expect(await (await fetch(`${url}/a/x`, { method: 'POST' })).text()).toBe('posted');
  expect(await get('/a/1/b.c/d/e')).toBe('1 d/e');
  expect((await fetch(`${url}/a/1/bxc/d`)).status).toBe(404);
});

test('a route that fails answers 500 without its reason, which is reported, and the next request works', async () => {
  const reported: unknown[] = [];
  const failure = new Error('secret reason');
  const routes: Route[] = [
    { method: 'GET', pattern: '/bad', handle: () => Promise.reject(failure) },
    { method: 'GET', pattern: '/good', handle: () => plain('fine') },
  ];
  const url = await serve(routes, (error) => reported.push(error));
  const bad = await fetch(`${url}/bad`);
  expect(bad.status).toBe(500);
  expect(await bad.text()).not.toContain('secret');
  expect(reported).toEqual([failure]);
  expect(await (await fetch(`${url}/good`)).text()).toBe('fine');
});

test('a body beyond the limit is 413, and the client sees it', async () => {
  const url = await serve([
    { method: 'POST', pattern: '/', handle: async ({ body }) => plain(String((await body(10)).length)) },
  ]);
  const post = async (length: number): Promise<Response> =>
    fetch(url, { method: 'POST', body: 'x'.repeat(length) });
  expect(await (await post(10)).text()).toBe('10');
  expect((await post(11)).status).toBe(413);
});
