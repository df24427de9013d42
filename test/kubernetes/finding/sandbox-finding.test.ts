import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { debugContainer } from '../../../src/domain/container/debug-container.ts';
import type { ProfileName } from '../../../src/domain/policy/profiles.ts';
import type {
  Cluster,
  ExistingDebugContainer,
  FindPodOptions,
  FoundPod,
} from '../../../src/kubernetes/cluster.ts';
import { connectCluster } from '../../../src/kubernetes/connect.ts';
import { type SandboxCluster, startCluster } from '../../../src/sandbox/cluster/server.ts';

let sandbox: SandboxCluster;
let directory = '';
let cluster: Cluster;
const open: Cluster[] = [];

beforeAll(async () => {
  sandbox = await startCluster({ delays: { containerCreatingMs: 10, startMs: 10, imagePullMs: 10 } });
  directory = await mkdtemp(path.join(tmpdir(), 'keyhole-finding-'));
  cluster = await connectedAs('keyhole');
});

afterAll(async () => {
  await Promise.all(open.map((each) => each.close()));
  await sandbox.stop();
  await rm(directory, { recursive: true, force: true });
});

async function connectedAs(account: string): Promise<Cluster> {
  const kubeconfig = path.join(directory, account);
  await writeFile(kubeconfig, sandbox.kubeconfig(account));
  const connected = connectCluster({ name: 'sandbox', kubeconfig, logger: pino({ level: 'silent' }) });
  open.push(connected);
  return connected;
}

async function found(wanted: FindPodOptions['wanted'], namespace = 'shop'): Promise<FoundPod> {
  const search = await cluster.findPod({ namespace, wanted });
  if (search.kind !== 'found') throw new Error(JSON.stringify(search));
  return search.pod;
}

async function runningIn(name: string): Promise<ExistingDebugContainer> {
  for (;;) {
    const { existingDebugContainers } = await found({ kind: 'pod', name });
    const running = existingDebugContainers.find((each) => each.running);
    if (running) return running;
  }
}

function container(requestId: string, base: ProfileName, target: string) {
  return debugContainer({
    requestId,
    image: 'docker.io/library/busybox:1.37',
    profile: { name: base, base },
    target: { name: target },
    limitSeconds: 60,
  });
}

const FRESH = { mode: 'exec', reused: false, alternatives: [] } as const;

describe('finding in the sandbox', () => {
  test.each([
    [
      'deployment',
      'search',
      /^search-5c8d7f9b6d-4kq7z$/,
      /^3 pods of Deployment search; this one is not ready \(search: waiting/,
    ],
    [
      'replicaset',
      'search-5c8d7f9b6d',
      /-4kq7z$/,
      /^3 pods of ReplicaSet search-5c8d7f9b6d; this one is not ready/,
    ],
    ['statefulset', 'cart', /^cart-\d$/, /^2 pods of StatefulSet cart; all are ready; this is the /],
    [
      'job',
      'reindex-20261122',
      /^reindex-20261122-c8vwx$/,
      /^The only pod of Job reindex-20261122; it is ready\.$/,
    ],
    [
      'job',
      'migrate-20261122',
      /^migrate-20261122-zk7nd$/,
      /^The only pod of .*; it is over or being deleted\.$/,
    ],
  ] as const)('%s %s', async (workload, name, pod, why) => {
    const search = await cluster.findPod({ namespace: 'shop', wanted: { kind: 'workload', workload, name } });
    expect(search).toMatchObject({
      kind: 'found',
      pod: { name: expect.stringMatching(pod) },
      why: expect.stringMatching(why),
    });
  });

  test('a DaemonSet, one that is scaled to zero, and one that is not there', async () => {
    const wanted = (workload: 'daemonset' | 'deployment', name: string) =>
      ({ kind: 'workload', workload, name }) as const;
    expect(
      await cluster.findPod({ namespace: 'kube-system', wanted: wanted('daemonset', 'node-agent') }),
    ).toMatchObject({
      kind: 'found',
      why: expect.stringMatching(/^2 pods of DaemonSet node-agent; all are ready/),
    });
    expect(
      await cluster.findPod({ namespace: 'shop', wanted: wanted('deployment', 'reports') }),
    ).toMatchObject({
      kind: 'failed',
      sentence: expect.stringContaining('Deployment reports in the namespace shop is scaled to zero'),
    });
    expect(await cluster.findPod({ namespace: 'shop', wanted: wanted('deployment', 'serach') })).toEqual({
      kind: 'none',
      nearest: ['search'],
      namespaceExists: true,
    });
  });

  test('a label selector, and one that is none', async () => {
    const labels = (selector: string) =>
      cluster.findPod({ namespace: 'shop', wanted: { kind: 'selector', selector } });
    expect(await labels('app in (search, web),tier=backend')).toMatchObject({
      kind: 'found',
      pod: { name: 'search-5c8d7f9b6d-4kq7z' },
    });
    expect(await labels('app=(')).toMatchObject({
      kind: 'failed',
      sentence: expect.stringContaining('is not a label selector'),
    });
  });

  test('whom a container runs as, and what it mounts', async () => {
    const web = await found({ kind: 'workload', workload: 'deployment', name: 'web' });
    expect(web.containers.find(({ name }) => name === 'proxy')).toMatchObject({ uid: 101 });
    const cart = await found({ kind: 'pod', name: 'cart-0' });
    expect(cart.containers[0]).toMatchObject({
      uid: expect.any(Number),
      gid: expect.any(Number),
      volumeMounts: [
        { name: 'data', mountPath: '/var/lib/cart' },
        { name: 'config', mountPath: '/etc/cart', readOnly: true },
      ],
    });
  });
});

describe('preflight in the sandbox', () => {
  test('names the profile that Pod Security lets in', async () => {
    const pod = await found(
      { kind: 'workload', workload: 'deployment', name: 'payments-ledger' },
      'payments',
    );
    const asked = (base: ProfileName) => ({
      profile: base,
      container: container('finding001', base, 'ledger'),
    });
    const alternatives = [asked('baseline'), asked('netadmin'), asked('restricted')];
    const general = asked('general').container;
    const options = { ...FRESH, namespace: 'payments', pod, container: general, alternatives };
    expect(await cluster.preflight(options)).toEqual({
      kind: 'refused',
      passes: 'restricted',
      sentence: expect.stringMatching(/: ask again with the profile restricted\.$/),
    });
  });

  test('warns of a debug container that is there, and takes it for use again while it runs', async () => {
    const pod = await found({ kind: 'pod', name: 'cart-1' });
    const first = container('finding002', 'baseline', 'cart');
    const at = { namespace: 'shop', pod };
    await cluster.addContainer({ ...at, container: first });
    await cluster.execWhenRunning({
      namespace: 'shop',
      pod: pod.name,
      podUid: pod.uid,
      container: first.name,
      argv: ['true'],
      timeoutMs: 5_000,
      startTimeoutMs: 5_000,
      onOutput: () => undefined,
    });
    // A container takes commands before the pod's status tells that it runs.
    const existing = await runningIn('cart-1');
    expect(existing.container).toMatchObject(first);
    const second = container('finding003', 'baseline', 'cart');
    expect(await cluster.preflight({ ...FRESH, ...at, container: second })).toEqual({
      kind: 'ok',
      warnings: [
        expect.stringMatching(
          /^The pod has 1 debug container already \(\d running\), and none can be removed\.$/,
        ),
      ],
    });
    expect(
      await cluster.preflight({ ...FRESH, ...at, container: { ...second, name: first.name } }),
    ).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining(`already has a container called ${first.name}`),
    });
    expect(await cluster.preflight({ ...FRESH, ...at, container: first, reused: true })).toEqual({
      kind: 'ok',
      warnings: [],
    });
  });
});

describe('acting as a person in the sandbox', () => {
  const wanted = { kind: 'pod', name: 'cart-0' } as const;
  const command = {
    namespace: 'shop',
    pod: 'cart-0',
    timeoutMs: 5_000,
    startTimeoutMs: 5_000,
    argv: ['true'],
  };

  test('one who may debug finds, asks, adds and runs', async () => {
    const as = (await connectedAs('impersonator')).as({ user: 'pat@example.com', groups: ['debuggers'] });
    const search = await as.findPod({ namespace: 'shop', wanted });
    if (search.kind !== 'found') throw new Error(JSON.stringify(search));
    const added = {
      namespace: 'shop',
      pod: search.pod,
      container: container('finding004', 'baseline', 'cart'),
    };
    expect(await as.preflight({ ...FRESH, ...added })).toMatchObject({ kind: 'ok', warnings: [] });
    expect(await as.addContainer(added)).toEqual({ kind: 'added' });
    const ran = await as.execWhenRunning({
      ...command,
      podUid: search.pod.uid,
      container: added.container.name,
      onOutput: () => undefined,
    });
    expect(ran).toEqual({ kind: 'exited', code: 0 });
  });

  test('one who may not is refused by name, and an account that may not act for others by its own', async () => {
    const mallory = { user: 'mallory@example.com', groups: ['interns'] };
    const refused = await (
      await connectedAs('impersonator')
    )
      .as(mallory)
      .findPod({ namespace: 'shop', wanted });
    expect(refused).toMatchObject({
      sentence: expect.stringMatching(
        /^The account mallory@example\.com may not get pods in the namespace shop/,
      ),
    });
    expect(await cluster.as(mallory).findPod({ namespace: 'shop', wanted })).toMatchObject({
      sentence: expect.stringMatching(/keyhole may not act for others in the cluster sandbox \(403\)/),
    });
  });
});
