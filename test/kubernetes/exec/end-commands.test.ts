import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pino from 'pino';
import { debugContainer } from '../../../src/domain/container/debug-container.ts';
import { endCommandsCommand } from '../../../src/domain/container/holder.ts';
import type { Cluster, FoundPod } from '../../../src/kubernetes/cluster.ts';
import { connectCluster } from '../../../src/kubernetes/connect.ts';
import { type SandboxCluster, startCluster } from '../../../src/sandbox/cluster/server.ts';

const REQUEST = 'endcommand';
const debug = debugContainer({
  requestId: REQUEST,
  image: 'docker.io/library/busybox:latest',
  profile: { name: 'general', base: 'general' },
  target: { name: 'app' },
  limitSeconds: 60,
});

let sandbox: SandboxCluster;
let folder = '';
let cluster: Cluster;
let pod: FoundPod;

beforeAll(async () => {
  sandbox = await startCluster({ delays: { containerCreatingMs: 20, startMs: 40, imagePullMs: 40 } });
  folder = await mkdtemp(join(tmpdir(), 'keyhole-test-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
  const logger = pino({ level: 'silent' });
  cluster = connectCluster({ name: 'sandbox', context: 'sandbox', kubeconfig, logger });
  const search = await cluster.findPod({ namespace: 'shop', wanted: { kind: 'pod', name: 'api-7f9' } });
  if (search.kind !== 'found') throw new Error(JSON.stringify(search));
  ({ pod } = search);
  const added = await cluster.addContainer({ namespace: 'shop', pod, container: debug });
  if (added.kind !== 'added') throw new Error(JSON.stringify(added));
});

afterAll(async () => {
  await cluster.close();
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command in the debug container and gives what it printed. */
async function run(argv: readonly string[]): Promise<{ readonly code: number; readonly printed: string }> {
  const printed: Buffer[] = [];
  const outcome = await cluster.execWhenRunning({
    namespace: 'shop',
    pod: pod.name,
    podUid: pod.uid,
    container: debug.name,
    argv,
    timeoutMs: 20_000,
    startTimeoutMs: 10_000,
    onOutput: (_stream, data) => void printed.push(data),
  });
  if (outcome.kind !== 'exited') throw new Error(JSON.stringify(outcome));
  return { code: outcome.code, printed: Buffer.concat(printed).toString() };
}

const processes = async () => (await run(['ps', '-o', 'pid,args'])).printed.split('\n');

test('what a run left behind is ended, and neither the target nor the holder', async () => {
  const before = await processes();
  const stop = new AbortController();
  const left = cluster.execWhenRunning({
    namespace: 'shop',
    pod: pod.name,
    podUid: pod.uid,
    container: debug.name,
    argv: ['sh', '-c', 'sleep 501 & echo begun; sleep 502'],
    timeoutMs: 60_000,
    startTimeoutMs: 10_000,
    onOutput: () => stop.abort(),
    signal: stop.signal,
  });
  await once(stop.signal, 'abort');
  await left;
  expect((await processes()).join('\n')).toContain('sleep 501');

  expect(await run(endCommandsCommand(REQUEST))).toEqual({ code: 0, printed: '' });

  const withoutWaits = (lines: readonly string[]) => lines.filter((line) => !/sleep 1$|ps -o/.test(line));
  expect(withoutWaits(await processes())).toEqual(withoutWaits(before));
  expect(await run(endCommandsCommand(REQUEST))).toEqual({ code: 0, printed: '' });
});
