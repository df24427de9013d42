import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import type { Cluster } from '../../src/kubernetes/cluster.ts';
import { lazyCluster, type LazyClusterOptions } from '../../src/kubernetes/lazy-cluster.ts';
import { recordedPod } from './recordings.ts';
import { podCalled, type ScriptedServer, startScriptedServer, stopServers } from './scripted-server.ts';

const open: Cluster[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((cluster) => cluster.close()));
  await stopServers();
});

/** A cluster whose kubeconfig is not there yet, and what puts it there. */
async function late(changes: Partial<LazyClusterOptions> = {}) {
  const server = await startScriptedServer({ answer: () => ({ status: 200, body: recordedPod('happy') }) });
  const kubeconfig = path.join(server.directory, 'late');
  const log: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => void log.push(line) });
  const cluster = lazyCluster({ name: 'prod', kubeconfig, logger, ...changes });
  open.push(cluster);
  const arrives = async ({ kubeconfig: good }: ScriptedServer = server): Promise<void> =>
    writeFile(kubeconfig, await readFile(good, 'utf8'));
  return { server, cluster, kubeconfig, log, arrives };
}

const pod = { name: 'happy', uid: 'u' };
const at = { namespace: 'shop', pod, container: 'c' };
const add = { namespace: 'shop', pod, container: { name: 'c', image: 'i' } };
const run = {
  namespace: 'shop',
  pod: 'happy',
  container: 'c',
  argv: ['id'],
  timeoutMs: 1,
  onOutput: () => undefined,
};

const USES: Readonly<Record<string, (cluster: Cluster) => Promise<unknown>>> = {
  findPod: (cluster) => cluster.findPod(podCalled('happy')),
  readPod: (cluster) => cluster.readPod(at),
  readNamespace: (cluster) => cluster.readNamespace(at),
  preflight: (cluster) => cluster.preflight({ ...add, mode: 'exec', reused: false, alternatives: [] }),
  addContainer: (cluster) => cluster.addContainer(add),
  exec: (cluster) => cluster.exec(run),
  execWhenRunning: (cluster) => cluster.execWhenRunning({ ...run, podUid: 'u', startTimeoutMs: 1 }),
  followContainer: (cluster) =>
    cluster.followContainer({ ...at, startTimeoutMs: 1, timeoutMs: 1, onLines: () => undefined }),
  report: (cluster) => cluster.report(at),
  readLog: (cluster) => cluster.readLog({ ...at, lines: 1, bytes: 1 }),
  recordEvent: (cluster) => cluster.recordEvent({ ...at, name: 'n', reason: 'R', message: 'm' }),
  release: (cluster) => cluster.release({ ...at, argv: ['true'] }),
};
const KINDS: Readonly<Record<string, object>> = {
  preflight: { kind: 'refused' },
  addContainer: { kind: 'refused' },
  exec: { kind: 'refused', retryable: false },
  execWhenRunning: { kind: 'refused', retryable: false },
  followContainer: { kind: 'lost' },
};

describe('a cluster without a kubeconfig', () => {
  test.each(Object.entries(USES))('answers %s with a sentence, also as another user', async (name, use) => {
    const { cluster, kubeconfig } = await late();
    const told = {
      kind: 'failed',
      ...KINDS[name],
      sentence: `The cluster prod cannot be used: there is no kubeconfig at ${kubeconfig}.`,
    };
    expect(await use(cluster)).toEqual(told);
    expect(await use(cluster.as({ user: 'jane@example.com', groups: [] }))).toEqual(told);
  });

  test('says so in the log once', async () => {
    const { cluster, log } = await late();
    for (const use of Object.values(USES)) await use(cluster);
    expect(log).toHaveLength(1);
  });

  test('is connected at the next use after the kubeconfig came', async () => {
    const { cluster, arrives, server } = await late();
    expect(cluster.server).toBeUndefined();
    await arrives();
    expect(cluster.server).toBe(`https://127.0.0.1:${server.port}`);
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'found' });
    await cluster.as({ user: 'jane@example.com', groups: [] }).findPod(podCalled('happy'));
    expect(server.requests.map(({ headers }) => headers['impersonate-user'])).toEqual([
      undefined,
      'jane@example.com',
    ]);
  });

  test('stays connected when the kubeconfig is broken later', async () => {
    const { cluster, arrives, kubeconfig } = await late();
    await arrives();
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'found' });
    await writeFile(kubeconfig, 'no: [yaml');
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'found' });
  });

  test('is not used while there is an objection to its server', async () => {
    let taken = true;
    const asked: string[] = [];
    const { cluster, arrives, server } = await late({
      objection: (address) => {
        asked.push(address);
        return taken ? 'It is the same as staging.' : undefined;
      },
    });
    await arrives();
    expect(await cluster.findPod(podCalled('happy'))).toEqual({
      kind: 'failed',
      sentence: 'It is the same as staging.',
    });
    expect(server.requests).toHaveLength(0);
    taken = false;
    expect(await cluster.findPod(podCalled('happy'))).toMatchObject({ kind: 'found' });
    expect(new Set(asked)).toEqual(new Set([`https://127.0.0.1:${server.port}`]));
  });
});
