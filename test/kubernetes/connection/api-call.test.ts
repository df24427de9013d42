import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { recordedPod } from '../recordings.ts';
import { given, podCalled, type ScriptedReply, type SeenRequest, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

const found: ScriptedReply = { status: 200, body: recordedPod('happy') };
const busy = (status: number, headers = {}): ScriptedReply => ({ status, body: 'busy', headers });

describe('a call', () => {
  test.each([409, 429, 500, 502, 503, 504])('is tried again after %i', async (status) => {
    const { cluster, server } = await given({
      answer: (_request, count) => (count < 5 ? busy(status) : found),
    });
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'found' });
    expect(server.requests).toHaveLength(5);
  });

  test('is tried again after a broken connection, a patch too', async () => {
    const breaks: ScriptedReply = { status: 200, stream: (response) => void response.destroy() };
    const { cluster, server } = await given({ answer: (_request, count) => (count < 3 ? breaks : found) });
    const container = { name: 'keyhole-x', image: 'busybox' };
    const pod = { name: 'happy', uid: 'x' };
    expect(await cluster.addContainer({ namespace: 'shop', pod, container })).toEqual({ kind: 'added' });
    expect(server.requests.map(({ method }) => method)).toEqual(['PATCH', 'PATCH', 'PATCH']);
  });

  test('to a server that breaks every connection tells so', async () => {
    const { cluster } = await given({
      answer: () => ({ status: 200, stream: (response) => void response.destroy() }),
    });
    expect(await cluster.findPod(podCalled('happy'))).toEqual({
      kind: 'failed',
      sentence: 'The connection to the cluster test broke: try again.',
    });
  });

  test('is tried five times at most', async () => {
    const { cluster, server } = await given({ answer: () => busy(503) });
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'failed' });
    expect(server.requests).toHaveLength(5);
  });

  test('is not tried again where that is no use', async () => {
    const { cluster, server } = await given({ answer: () => busy(403) });
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'failed' });
    expect(server.requests).toHaveLength(1);
  });

  test('waits as long as the server asks, within bounds', async () => {
    const { cluster } = await given(
      { answer: (_request, count) => (count === 1 ? busy(429, { 'Retry-After': '3600' }) : found) },
      { longestRetryAfter: 60 },
    );
    const startedAt = performance.now();
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'found' });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
  });

  test('ends at its deadline when no answer comes', async () => {
    const { cluster, server } = await given({ answer: () => undefined }, { request: 1_000 });
    expect(await cluster.findPod(podCalled('happy'))).toEqual({
      kind: 'failed',
      sentence: expect.stringMatching(/^The cluster test did not answer within \d+ s: check that it is up/),
    });
    expect(server.requests).toHaveLength(1);
  });

  test('ends when it is cancelled, also between two attempts', async () => {
    const stop = new AbortController();
    const { cluster } = await given(
      {
        answer: () => {
          stop.abort();
          return busy(503);
        },
      },
      { retry: 10_000 },
    );
    const search = await cluster.findPod({ ...podCalled('happy'), signal: stop.signal });
    expect(search).toEqual({
      kind: 'failed',
      sentence: 'It was cancelled before the cluster test answered.',
    });
  });

  test('keeps its connections', async () => {
    const { cluster, server } = await given({ answer: () => found });
    for (let n = 0; n < 10; n += 1) await cluster.findPod(podCalled('happy'));
    expect(server.requests).toHaveLength(10);
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  test('names Keyhole in the user agent, and brings the token', async () => {
    const { cluster, server } = await given({ answer: () => found, token: 'abc' });
    await cluster.findPod(podCalled('happy'));
    expect(server.requests[0]?.headers).toMatchObject({
      'user-agent': expect.stringMatching(/^keyhole\/\d/),
      authorization: 'Bearer abc',
    });
  });

  describe('with a token that the cluster refuses', () => {
    const answer = ({ headers }: SeenRequest): ScriptedReply =>
      headers.authorization === 'Bearer new' ? found : { status: 401, body: { kind: 'Status', code: 401 } };

    test('is tried once more, with the one that the file has now', async () => {
      const { cluster, server } = await given({ answer, token: 'old' });
      const text = await readFile(server.kubeconfig, 'utf8');
      await writeFile(server.kubeconfig, text.replace('"old"', '"new"'));
      expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'found' });
      expect(server.requests).toHaveLength(2);
    });

    test('is read anew once for all the calls that were under way', async () => {
      const { cluster, server } = await given({ answer, token: 'old' });
      const text = await readFile(server.kubeconfig, 'utf8');
      await writeFile(server.kubeconfig, text.replace('"old"', '"new"'));
      const searches = await Promise.all([1, 2, 3].map(() => cluster.findPod(podCalled('happy'))));
      expect(searches.map(({ kind }) => kind)).toEqual(['found', 'found', 'found']);
      expect(server.requests).toHaveLength(6);
    });

    test('is tried no more often than that', async () => {
      const { cluster, server } = await given({ answer, token: 'old' });
      expect(await cluster.findPod(podCalled('happy'))).toMatchObject({
        sentence: expect.stringContaining('(401)'),
      });
      expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'failed' });
      expect(server.requests).toHaveLength(3);
    });

    test('is not tried at another server that the file names by now', async () => {
      const { cluster, server } = await given({ answer, token: 'old' });
      const { server: another } = await given({ answer });
      const text = await readFile(server.kubeconfig, 'utf8');
      const changed = text.replace('"old"', '"new"').replace(String(server.port), String(another.port));
      await writeFile(server.kubeconfig, changed);
      expect(await cluster.findPod(podCalled('happy'))).toMatchObject({
        sentence: expect.stringContaining('(401)'),
      });
      expect([server.requests.length, another.requests.length]).toEqual([1, 0]);
    });

    test('tells so even when the file is gone meanwhile', async () => {
      const { cluster, server } = await given({ answer, token: 'old' });
      await rm(server.kubeconfig);
      expect(await cluster.findPod(podCalled('happy'))).toMatchObject({
        sentence: expect.stringContaining('(401)'),
      });
    });
  });

  test('never says a token, wherever it goes wrong', async () => {
    const { cluster, server } = await given({ token: 'very-secret-token' });
    await server.stop();
    const told = JSON.stringify(await cluster.findPod(podCalled('happy')));
    expect(told).not.toContain('secret');
    expect(told).not.toContain('127.0.0.1');
  });
});
