import { afterEach, describe, expect, test } from '@jest/globals';
import type { Cluster, ReadLogOptions } from '../../../src/kubernetes/cluster.ts';
import { exchange, recording } from '../recordings.ts';
import { IDENTITY } from '../scripted-pod.ts';
import { given, type ScriptedReply, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

async function read(cluster: Cluster, options: Partial<ReadLogOptions> = {}) {
  const reading = await cluster.readLog({
    namespace: 'shop',
    pod: IDENTITY,
    container: 'debug-1',
    lines: 3,
    bytes: 1000,
    ...options,
  });
  return reading.kind === 'log'
    ? { text: reading.text.toString('utf8'), cut: reading.cut }
    : reading.sentence;
}

async function readOf(reply: ScriptedReply, options: Partial<ReadLogOptions> = {}) {
  const { cluster, server } = await given({ answer: () => reply });
  return { told: await read(cluster, options), server };
}

function recordedAt(query: string): ScriptedReply {
  const found = recording('logs').find(({ request }) => request.path.endsWith(`?${query}`));
  if (!found) throw new Error(`no log with ${query} was recorded`);
  return { status: found.response.status, body: found.response.body };
}

describe('the end of a log', () => {
  test('is asked for by its lines, one more than wanted', async () => {
    const recorded = recording('logs').find(({ request }) => request.path.endsWith('tailLines=3'));
    const { told, server } = await readOf({ status: 200, body: recorded?.response.body });
    expect(told).toEqual({ text: 'tick\ntick\ntick\n', cut: false });
    const url = new URL(server.requests[0]?.path ?? '', 'https://server');
    expect(url.pathname).toBe('/api/v1/namespaces/shop/pods/happy/log');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      container: 'debug-1',
      tailLines: '4',
      limitBytes: String(16 * 1024 * 1024),
    });
  });

  test.each([
    ['', 10, { text: '', cut: false }],
    ['a\nb\nc', 10, { text: 'a\nb\nc', cut: false }],
    ['a\nb\nc\nd\n', 10, { text: 'b\nc\nd\n', cut: true }],
    ['a\nb\nc\nd', 10, { text: 'b\nc\nd', cut: true }],
    ['aaaa\nbbbb\ncc\n', 10, { text: 'bbbb\ncc\n', cut: true }],
    ['aaaaaaaaaaaa\n', 4, { text: 'aaa\n', cut: true }],
    ['größer', 100, { text: 'größer', cut: false }],
  ])('of %j in %i bytes', async (body, bytes, told) => {
    expect((await readOf({ status: 200, body }, { bytes })).told).toEqual(told);
  });

  test('is asked for again when the cluster is busy, and no longer than a call may take', async () => {
    const { cluster, server } = await given({
      answer: (_request, count) => ({ status: count < 3 ? 503 : 200, body: count < 3 ? '' : 'a\n' }),
    });
    expect(await read(cluster)).toEqual({ text: 'a\n', cut: false });
    expect(server.requests).toHaveLength(3);
    const busy = await given(
      { answer: () => ({ status: 429, body: '', headers: { 'Retry-After': '60' } }) },
      { call: 100, longestRetryAfter: 60_000 },
    );
    expect(await read(busy.cluster)).toContain('(429)');
    expect(busy.server.requests).toHaveLength(1);
    const silent = await given(
      { answer: (_request, count) => (count === 1 ? { status: 503, body: '' } : undefined) },
      { call: 300 },
    );
    expect(await read(silent.cluster)).toContain('did not answer within 1 s');
  });

  test('keeps only so much of a long one', async () => {
    const stream: ScriptedReply['stream'] = (response) => {
      for (let n = 0; n < 300; n += 1) response.write(`${String(n).padStart(9999, '0')}\n`);
      response.end();
    };
    const { told } = await readOf({ status: 200, stream }, { lines: 1000, bytes: 25_000 });
    expect(told).toEqual({
      text: ['298', '299'].map((n) => `${n.padStart(9999, '0')}\n`).join(''),
      cut: true,
    });
  });

  test.each([
    [
      'waiting',
      exchange('image-and-start-failures', 'log of not-there').response,
      "The container has no log yet, it is waiting to start (image can't be pulled): try again when it runs.",
    ],
    [
      'unscheduled',
      { status: 204, body: '' },
      'The pod happy is not scheduled to a node yet, so its container has no log: wait until it runs.',
    ],
    [
      'gone',
      exchange('exec-protocol', 'no such pod').response,
      'The pod happy is not there any more: ask again for one that is.',
    ],
    [
      'replaced by a pod without the container',
      recordedAt('container=nope'),
      'The pod happy has no container debug-1 any more: another pod took its name, and the log went with the old one.',
    ],
  ])('%s', async (_why, { status, body }, sentence) => {
    expect((await readOf({ status, body })).told).toBe(sentence);
  });

  test('that does not come, or breaks off, or is not wanted any more', async () => {
    const hang: ScriptedReply['stream'] = (response) => void response.write('a\n');
    const { cluster } = await given({ answer: () => ({ status: 200, stream: hang }) }, { call: 30 });
    expect(await read(cluster)).toMatch(/did not answer within 1 s/);
    const stop = new AbortController();
    const cancelled = read(cluster, { signal: stop.signal });
    stop.abort();
    expect(await cancelled).toMatch(/was cancelled/);
    const broken: ScriptedReply['stream'] = (response) =>
      void response.write('a\n', () => response.destroy());
    expect((await readOf({ status: 200, stream: broken })).told).toMatch(
      /connection to the cluster test broke/,
    );
  });
});
