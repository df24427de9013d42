import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { recordedPod } from '../recordings.ts';
import { given, podCalled, type ScriptedReply, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

const MEGABYTE = 1024 * 1024;
/** Far more than an answer may have, and more than the kernel's buffers hold beside it. */
const MOST = 400 * MEGABYTE;

/** Sends a text that never ends, as fast as it is taken, and counts it. */
function endless(chunk: Buffer, begin = '') {
  const counted = { bytes: 0 };
  const send = async (response: ServerResponse): Promise<void> => {
    response.write(begin);
    while (!response.destroyed && counted.bytes < MOST) {
      counted.bytes += chunk.length;
      if (!response.write(chunk)) await taken(response);
    }
    response.end();
  };
  return { counted, stream: (response: ServerResponse) => void send(response) };
}

/** Waits until more can be written, or nothing can any more. */
function taken(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const TOO_LONG =
  'The cluster test gave an answer that is too long to be one: check the address in its kubeconfig.';

describe('an answer that never ends', () => {
  test.each([200, 403, 500])('(%i) is given up early, and not asked for again', async (status) => {
    const { counted, stream } = endless(Buffer.alloc(MEGABYTE, 'x'), '{"kind":"Pod","apiVersion":"');
    const { cluster, server } = await given({ answer: () => ({ status, stream, headers: JSON_TYPE }) });
    expect(await cluster.findPod(podCalled('happy'))).toEqual({ kind: 'failed', sentence: TOO_LONG });
    expect(counted.bytes).toBeLessThan(100 * MEGABYTE);
    expect(server.requests).toHaveLength(1);
  });

  test('is measured as it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MEGABYTE, ' '));
    const reply: ScriptedReply = {
      status: 200,
      stream: (response) => void response.end(bomb),
      headers: { ...JSON_TYPE, 'Content-Encoding': 'gzip' },
    };
    const { cluster } = await given({ answer: () => reply });
    expect(await cluster.findPod(podCalled('happy'))).toEqual({ kind: 'failed', sentence: TOO_LONG });
  });
});

describe('an answer that sends elsewhere', () => {
  test.each([301, 302, 303, 307, 308])('(%i) is not followed there', async (status) => {
    let followed = 0;
    const other = createServer((_request, response) => {
      followed += 1;
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(recordedPod('happy')));
    });
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const headers = { Location: `http://127.0.0.1:${port}/api/v1/namespaces/shop/pods/happy` };
    const { cluster, server } = await given({ answer: () => ({ status, body: '', headers }) });
    const search = await cluster.findPod(podCalled('happy'));
    await new Promise((resolve) => other.close(resolve));
    expect(search).toMatchObject({ kind: 'failed' });
    expect(followed).toBe(0);
    expect(server.requests).toHaveLength(1);
  });
});
