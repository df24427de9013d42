import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Streaming } from '../../../src/kubernetes/connection/stream.ts';
import { exchange } from '../recordings.ts';
import { connectionTo, type Script, startScriptedServer, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

const WATCH = '/api/v1/namespaces/shop/pods?watch=true';

async function connection(script: Script, timing = {}) {
  const server = await startScriptedServer(script);
  return { server, connection: connectionTo(server, timing) };
}

function bodyOf(streaming: Streaming): AsyncIterator<Uint8Array> {
  if (streaming.kind !== 'streaming') throw new Error(JSON.stringify(streaming.failure));
  return streaming.body[Symbol.asyncIterator]();
}

async function textOf(iterator: AsyncIterator<Uint8Array>): Promise<string | undefined> {
  const next = await iterator.next();
  return next.done === true ? undefined : Buffer.from(next.value).toString('utf8');
}

/** Keeps an answer open for a test to write to. */
function held() {
  const responses: ServerResponse[] = [];
  const stream = (response: ServerResponse): void => {
    responses.push(response);
    response.flushHeaders();
  };
  return { responses, stream };
}

describe('a stream', () => {
  test('gives each part as it comes, for the token', async () => {
    const { responses, stream } = held();
    const { connection: it, server } = await connection({ answer: () => ({ status: 200, stream }) });
    const body = bodyOf(await it.stream(WATCH));
    responses[0]?.write('one');
    expect(await textOf(body)).toBe('one');
    responses[0]?.end('two');
    expect(await textOf(body)).toBe('two');
    expect(await textOf(body)).toBeUndefined();
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      path: WATCH,
      headers: {
        authorization: 'Bearer secret-token',
        'user-agent': expect.stringMatching(/^keyhole\//),
      },
    });
  });

  test('may be silent for longer than an answer may take', async () => {
    const { responses, stream } = held();
    const { connection: it } = await connection({ answer: () => ({ status: 200, stream }) }, { request: 50 });
    const body = bodyOf(await it.stream(WATCH));
    const late = setTimeout(() => responses[0]?.end('late'), 120);
    expect(await textOf(body)).toBe('late');
    clearTimeout(late);
  });

  test('shares its connections with calls', async () => {
    const { connection: it, server } = await connection({ answer: () => ({ status: 200, body: {} }) });
    for (let n = 0; n < 5; n += 1) {
      await it.core.readNamespacedPod({ namespace: 'shop', name: 'a' });
      const body = bodyOf(await it.stream(WATCH));
      while ((await textOf(body)) !== undefined);
    }
    expect(server.requests).toHaveLength(10);
    // A call may come while the last one's connection is still being freed.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  test('drops its connection when the reader leaves', async () => {
    const { responses, stream } = held();
    const { connection: it } = await connection({ answer: () => ({ status: 200, stream }) });
    const streaming = await it.stream(WATCH);
    const closed = responses[0] && once(responses[0], 'close');
    responses[0]?.write('one');
    if (streaming.kind === 'streaming') for await (const _part of streaming.body) break;
    await closed;
    expect(responses[0]?.destroyed).toBe(true);
  });

  test('ends its reader when the signal is aborted, or the connection breaks', async () => {
    const { responses, stream } = held();
    const { connection: it } = await connection({ answer: () => ({ status: 200, stream }) });
    const stop = new AbortController();
    const aborted = bodyOf(await it.stream(WATCH, { signal: stop.signal }));
    const broken = bodyOf(await it.stream(WATCH));
    stop.abort();
    responses[1]?.destroy();
    await expect(aborted.next()).rejects.toThrow(/abort/i);
    await expect(broken.next()).rejects.toThrow(/terminated|closed|other side/i);
  });

  test('that is refused tells with what', async () => {
    const { response } = exchange('authorization-errors', 'bad token');
    const { connection: it } = await connection({
      answer: () => ({ status: 410, body: response.body, headers: { 'Retry-After': '3' } }),
    });
    expect(await it.stream(WATCH)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'answered', status: 410, message: 'Unauthorized', retryAfterMs: 3000 },
    });
  });

  test('that is refused at endless length is read only so far', async () => {
    const { connection: it } = await connection({
      answer: () => ({ status: 500, stream: (response) => void response.write('x'.repeat(70_000)) }),
    });
    expect(await it.stream(WATCH)).toEqual({
      kind: 'failed',
      failure: expect.objectContaining({
        kind: 'answered',
        status: 500,
        message: expect.stringMatching(/^x+$/),
      }),
    });
  });

  test('of an answer that does not come ends in time, or when cancelled', async () => {
    const { connection: it } = await connection({}, { request: 30 });
    expect(await it.stream(WATCH)).toEqual({
      kind: 'failed',
      failure: { kind: 'timed-out', afterMs: 30 },
    });
    const cancelled = { kind: 'failed', failure: { kind: 'cancelled' } };
    expect(await it.stream(WATCH, { signal: AbortSignal.abort() })).toEqual(cancelled);
  });

  test('to a server that is gone is unreachable', async () => {
    const { connection: it, server } = await connection({});
    await server.stop();
    expect(await it.stream(WATCH)).toEqual({
      kind: 'failed',
      failure: { kind: 'unreachable', code: 'ECONNREFUSED' },
    });
  });

  test('is tried once more with the token that the file has now', async () => {
    const { connection: it, server } = await connection({
      answer: ({ headers }) => ({ status: headers.authorization === 'Bearer new' ? 200 : 401, body: 'x' }),
      token: 'old',
    });
    const text = await readFile(server.kubeconfig, 'utf8');
    await writeFile(server.kubeconfig, text.replace('"old"', '"new"'));
    expect(await it.stream(WATCH)).toMatchObject({ kind: 'streaming' });
    expect(server.requests).toHaveLength(2);
  });
});
