import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Cluster, PodIdentity } from '../../src/kubernetes/cluster.ts';
import { connectCluster } from '../../src/kubernetes/connect.ts';
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster/server.ts';
import { workerRights } from './rights.ts';

/** An account with all rights of the worker, and for each right one that lacks it. */
const accounts = ['worker', ...workerRights.map((right) => `without ${right}`)];
const rulesOf = (account: string) =>
  workerRights
    .filter((right) => account !== `without ${right}`)
    .map((right) => {
      const [verb = '', resource = ''] = right.split(' ');
      return { groups: [''], resources: [resource], verbs: [verb] };
    });

let sandbox: SandboxCluster;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyhole-rights-'));
  sandbox = await startCluster({ roles: accounts.map((name) => ({ name, rules: rulesOf(name) })) });
});

afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

/** What the worker does in a cluster, from an ask to its command's end; what each step came to, until one fails. */
async function work(account: string): Promise<string[]> {
  const kubeconfig = join(folder, account.replaceAll(/\W/g, '-'));
  writeFileSync(kubeconfig, sandbox.kubeconfig(account));
  const cluster = connectCluster({ name: 'main', kubeconfig, logger: pino({ level: 'silent' }) });
  try {
    const elsewhere = await cluster.findPod('no-such-namespace', 'api');
    const asked = elsewhere.kind === 'none' ? `exists ${elsewhere.namespaceExists}` : elsewhere.kind;
    const search = await cluster.findPod('shop', 'cart-');
    const steps = [`namespace: ${asked}`, `find: ${search.kind}`];
    const [found] = search.kind === 'several' ? search.pods : search.kind === 'found' ? [search.pod] : [];
    return found ? [...steps, ...(await session(cluster, found))] : steps;
  } finally {
    await cluster.close();
  }
}

async function session(cluster: Cluster, { name, uid }: PodIdentity): Promise<string[]> {
  const image = 'docker.io/library/busybox:1.37';
  const container = { name: 'keyhole-rights', image, command: ['sleep', '60'] };
  const add = { namespace: 'shop', pod: { name, uid }, container };
  const preflight = await cluster.preflight(add);
  if (preflight.kind === 'refused') return [`preflight: ${preflight.sentence}`];
  const added = await cluster.addContainer(add);
  const ran = await cluster.execWhenRunning({
    namespace: 'shop',
    pod: name,
    podUid: uid,
    container: container.name,
    argv: ['id'],
    timeoutMs: 5_000,
    startTimeoutMs: 10_000,
    onOutput: () => undefined,
  });
  return [`preflight: ok`, `add: ${added.kind}`, `run: ${ran.kind}`];
}

const ASKED = 'namespace: exists false';
const FOUND = [ASKED, expect.stringMatching(/^find: (found|several)$/)];
const REST = ['preflight: ok', 'add: added', 'run: exited'];

test('the rights that rbac.yaml grants are enough', async () => {
  expect(await work('worker')).toEqual([...FOUND, ...REST]);
});

/** Where the lack of each right shows. */
const LACKS: Readonly<Record<string, unknown[]>> = {
  'get pods': ['namespace: failed', 'find: failed'],
  'list pods': ['namespace: failed', 'find: failed'],
  'get namespaces': ['namespace: exists undefined', FOUND[1], ...REST],
  'patch pods/ephemeralcontainers': [
    ...FOUND,
    expect.stringMatching(/^preflight: .*pods\/ephemeralcontainers/),
  ],
  'get pods/exec': [...FOUND, expect.stringMatching(/^preflight: .*may not get pods\/exec/)],
  'create pods/exec': [...FOUND, expect.stringMatching(/^preflight: .*may not create pods\/exec/)],
};

test.each(workerRights)('the right to %s is needed', async (right) => {
  expect(await work(`without ${right}`)).toEqual(LACKS[right]);
});
