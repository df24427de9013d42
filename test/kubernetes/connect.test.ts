import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { KeyholeError } from '../../src/errors.ts';
import { connectCluster } from '../../src/kubernetes/connect.ts';
import { recordedPod } from './recordings.ts';
import { podCalled, type SeenRequest, startScriptedServer, stopServers } from './scripted-server.ts';

const logger = pino({ level: 'silent' });
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'keyhole-connect-'));
});

afterEach(async () => {
  await stopServers();
  await rm(directory, { recursive: true, force: true });
});

async function file(name: string, text: string): Promise<string> {
  const at = path.join(directory, name);
  await writeFile(at, text);
  return at;
}

function config(changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    'current-context': 'a',
    clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'a', user: { token: 'top-secret' } }],
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    ...changes,
  });
}

function refusal(options: { readonly kubeconfig: string; readonly context?: string }): string {
  let thrown: unknown;
  try {
    connectCluster({ name: 'prod', logger, ...options });
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof KeyholeError)) throw new Error('it connected, or threw something else');
  expect(thrown.code).toBe('cluster-config');
  return thrown.message;
}

describe('a kubeconfig that cannot be used', () => {
  test('a file that is not there', () => {
    expect(refusal({ kubeconfig: '/no/such/file' })).toBe(
      'The cluster prod cannot be used: there is no kubeconfig at /no/such/file.',
    );
  });

  test.each([
    ['not YAML', 'token: [top-secret', /is not valid YAML/],
    ['empty', '', /is not valid YAML|no current context/],
    ['without a context', config({ 'current-context': '' }), /no current context/],
    [
      'with a context that is not there',
      config({ 'current-context': 'b' }),
      /no context named b\. It has a\./,
    ],
    ['without the context’s cluster', config({ clusters: [] }), /names a cluster that its kubeconfig lacks/],
    ['without the context’s user', config({ users: [] }), /names a user that its kubeconfig lacks/],
    [
      'with an http server',
      config({ clusters: [{ name: 'a', cluster: { server: 'http://user:top-secret@127.0.0.1' } }] }),
      /not an https address/,
    ],
    [
      'with an authority that is not there',
      config({
        clusters: [{ name: 'a', cluster: { server: 'https://x', 'certificate-authority': '/no/ca.crt' } }],
      }),
      /the file \/no\/ca\.crt that its kubeconfig names cannot be read/,
    ],
  ])('%s', async (_name, text, expected) => {
    const told = refusal({ kubeconfig: await file('config', text) });
    expect(told).toMatch(expected);
    expect(told).not.toContain('top-secret');
  });

  test('a context that is asked for and missing', async () => {
    expect(refusal({ kubeconfig: await file('config', config()), context: 'other' })).toContain(
      'no context named other. It has a.',
    );
  });
});

describe('kubeconfigs', () => {
  const answer = () => ({ status: 200, body: recordedPod('happy') });

  test('several files are merged, the first wins, and one that is missing is passed over', async () => {
    const server = await startScriptedServer({ answer });
    const first = await file('first', config());
    const cluster = connectCluster({
      name: 'prod',
      logger,
      kubeconfig: ['/no/such', first, server.kubeconfig].join(path.delimiter),
      context: 'here',
    });
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'found' });
    await cluster.close();
  });

  test('a credential plugin is asked, and its token used for calls and execs', async () => {
    const server = await startScriptedServer({ answer, upgrade: () => ({ status: 404, body: '' }) });
    const credential = { apiVersion: 'client.authentication.k8s.io/v1', status: { token: 'from-plugin' } };
    const script = await file('plugin.mjs', `console.log(${JSON.stringify(JSON.stringify(credential))})`);
    const cluster = await withPlugin(server.kubeconfig, [script]);
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'found' });
    await cluster.exec({
      namespace: 'shop',
      pod: 'happy',
      container: 'x',
      argv: ['id'],
      timeoutMs: 1000,
      onOutput: () => undefined,
    });
    const seen: SeenRequest[] = [...server.requests, ...server.upgrades];
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer from-plugin',
      'Bearer from-plugin',
    ]);
    await cluster.close();
  });

  test('a credential plugin that fails is told without its words', async () => {
    const server = await startScriptedServer({ answer });
    const script = await file('plugin.mjs', `console.log('top-secret {'); console.error('top-secret')`);
    const cluster = await withPlugin(server.kubeconfig, [script]);
    expect(await cluster.findPod(podCalled('happy'))).toEqual({
      kind: 'failed',
      sentence:
        'Keyhole could not get its credentials for the cluster prod: check the user in its kubeconfig.',
    });
    await cluster.close();
  });

  test('a credential plugin that hangs does not hold a call or an exec up', async () => {
    const server = await startScriptedServer({ answer });
    const script = await file('plugin.mjs', 'setInterval(() => undefined, 1000);');
    const cluster = await withPlugin(server.kubeconfig, [script], { request: 50, handshake: 50 });
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({
      kind: 'failed',
      sentence: expect.stringContaining('did not answer'),
    });
    const outcome = await cluster.exec({
      namespace: 'shop',
      pod: 'happy',
      container: 'x',
      argv: ['id'],
      timeoutMs: 1000,
      onOutput: () => undefined,
    });
    expect(outcome).toMatchObject({ kind: 'refused', retryable: false });
    await cluster.close();
  });

  async function withPlugin(kubeconfig: string, args: readonly string[], timing = {}) {
    const base = JSON.parse(await readFile(kubeconfig, 'utf8')) as Record<string, unknown>;
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args };
    const at = await file('config', JSON.stringify({ ...base, users: [{ name: 'bot', user: { exec } }] }));
    return connectCluster({ name: 'prod', logger, kubeconfig: at, timing });
  }
});
