import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { WORKLOAD_KINDS } from '../../src/domain/asking/ask.ts';
import type { Identity } from '../../src/domain/request/plan.ts';
import type { Cluster, Preflight } from '../../src/kubernetes/cluster.ts';
import { connectCluster } from '../../src/kubernetes/connect.ts';
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster/server.ts';
import { type Grant, impersonationGrants, rightOf, workerGrants, workerRights } from './rights.ts';

/** An account with all rights of the worker, and for each right one that lacks it. */
const accounts = ['worker', ...workerRights.map((right) => `without ${right}`)];
const ruleOf = ({ group, resource, verb, names }: Grant) => ({
  ...(names && { names: [...names] }),
  groups: [group],
  resources: [resource],
  verbs: [verb],
});
const rulesOf = (account: string) =>
  workerGrants.filter((grant) => account !== `without ${rightOf(grant)}`).map(ruleOf);
/** One that may only act as people, and a person with the worker's rights. */
const PERSON = 'pat@example.com';
const people = [
  { name: 'agent', rules: [...workerGrants, ...impersonationGrants].map(ruleOf) },
  { name: 'person', users: [PERSON], rules: workerGrants.map(ruleOf) },
];

let sandbox: SandboxCluster;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyhole-rights-'));
  sandbox = await startCluster({
    delays: { containerCreatingMs: 10, startMs: 10, imagePullMs: 10 },
    roles: [...people, ...accounts.map((name) => ({ name, rules: rulesOf(name) }))],
  });
});

afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

/** What each thing that the worker does in a cluster comes to. */
type Outcomes = Readonly<Record<string, string>>;

async function work(account: string, identity?: Identity): Promise<Outcomes> {
  const kubeconfig = join(folder, account.replaceAll(/\W/g, '-'));
  writeFileSync(kubeconfig, sandbox.kubeconfig(account));
  const connected = connectCluster({
    name: 'main',
    kubeconfig,
    logger: pino({ level: 'silent' }),
    timing: { retry: 10 },
  });
  const cluster = connected.as(identity);
  try {
    const nowhere = await cluster.findPod({
      namespace: 'no-such-namespace',
      wanted: { kind: 'pod', name: 'api' },
    });
    return {
      'a missing namespace': nowhere.kind === 'none' ? `exists: ${nowhere.namespaceExists}` : nowhere.kind,
      ...(await findings(cluster)),
      ...(await sessions(cluster)),
    };
  } finally {
    await connected.close();
  }
}

async function findings(cluster: Cluster): Promise<Outcomes> {
  const outcomes: Record<string, string> = {};
  const named = { kind: 'pod', name: 'cart-' } as const;
  const workloads = WORKLOAD_KINDS.map(
    (workload) => ({ kind: 'workload', workload, name: 'nonesuch' }) as const,
  );
  for (const wanted of [named, ...workloads]) {
    const search = await cluster.findPod({ namespace: 'shop', wanted });
    outcomes[`a ${wanted.kind === 'pod' ? 'pod' : wanted.workload}`] = search.kind;
  }
  const labels = await cluster.readNamespace({ namespace: 'shop' });
  return { ...outcomes, 'the labels of a namespace': labels.kind };
}

let containers = 0;

async function sessions(cluster: Cluster): Promise<Outcomes> {
  // A pod without debug containers, of which preflight would warn.
  await sandbox.replacePod('shop', 'cart-0');
  const pod = sandbox.pods().find(({ name }) => name === 'cart-0');
  if (!pod) throw new Error('the sandbox has no pod cart-0');
  const image = 'docker.io/library/busybox:1.37';
  const containerOf = (command: string[]) => ({ name: `keyhole-${(containers += 1)}`, image, command });
  const at = { namespace: 'shop', pod: { name: pod.name, uid: pod.uid } };
  const fresh = { ...at, reused: false, alternatives: [] };
  const [holder, own] = [containerOf(['sleep', '60']), containerOf(['id'])];
  const preflight = await cluster.preflight({ ...fresh, mode: 'exec', container: holder });
  const ofEntrypoint = await cluster.preflight({ ...fresh, mode: 'entrypoint', container: own });
  const added = await cluster.addContainer({ ...at, container: holder });
  if (added.kind === 'added') await cluster.addContainer({ ...at, container: own });
  const ran = await cluster.execWhenRunning({
    namespace: 'shop',
    pod: pod.name,
    podUid: pod.uid,
    container: holder.name,
    argv: ['id'],
    timeoutMs: 5_000,
    startTimeoutMs: added.kind === 'added' ? 10_000 : 100,
    onOutput: () => undefined,
  });
  const log = await cluster.readLog({ ...at, container: 'cart', lines: 10, bytes: 1000 });
  const { name } = holder;
  const event = await cluster.recordEvent({ ...at, container: name, name, reason: 'Tested', message: 'x' });
  return {
    'preflight of exec': told(preflight),
    'preflight of an entrypoint': told(ofEntrypoint),
    'adding the container': added.kind,
    'running a command': ran.kind,
    'reading a log': log.kind,
    'leaving an Event': event.kind,
  };
}

function told(preflight: Preflight): string {
  return preflight.kind === 'ok' ? ['ok', ...preflight.warnings].join(' ') : preflight.sentence;
}

const ALL: Outcomes = {
  'a missing namespace': 'exists: false',
  'the labels of a namespace': 'found',
  'a pod': 'several',
  ...Object.fromEntries(WORKLOAD_KINDS.map((kind) => [`a ${kind}`, 'none'])),
  'preflight of exec': 'ok',
  'preflight of an entrypoint': 'ok',
  'adding the container': 'added',
  'running a command': 'exited',
  'reading a log': 'log',
  'leaving an Event': 'recorded',
};

test('the rights that rbac.yaml grants are enough', async () => {
  expect(await work('worker')).toMatchObject(ALL);
});

test('those of rbac-impersonation.yaml are what acting as a person takes besides', async () => {
  const identity = { user: PERSON, groups: ['keyhole-users'] };
  expect(await work('agent', identity)).toMatchObject(ALL);
  const other = await work('agent', { user: PERSON, groups: ['system:masters'] });
  expect(other['preflight of exec']).toMatch(/may not act for others/);
  const { 'a pod': pod, 'preflight of exec': preflight } = await work('worker', identity);
  expect(pod).toBe('failed');
  expect(preflight).toMatch(
    /may not act for others in the cluster main \(403\): have a ClusterRole grant it/,
  );
});

const lacks = (right: string) => expect.stringContaining(`may not ${right} in the namespace shop`);

/** Where the lack of each right shows. */
const LACKS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'get pods': {
    'a missing namespace': 'failed',
    'a pod': 'failed',
    'preflight of exec': lacks('get pods'),
    'preflight of an entrypoint': lacks('get pods'),
  },
  'list pods': { 'a missing namespace': 'failed', 'a pod': 'failed' },
  'watch pods': {
    'preflight of exec': expect.stringMatching(/^ok .* may not watch pods .* intervals instead\.$/),
    'preflight of an entrypoint': expect.stringMatching(/^ok .* may not watch pods .* intervals instead\.$/),
  },
  'get namespaces': { 'a missing namespace': 'exists: undefined', 'the labels of a namespace': 'failed' },
  'get deployments': { 'a deployment': 'failed' },
  'get statefulsets': { 'a statefulset': 'failed' },
  'get daemonsets': { 'a daemonset': 'failed' },
  'get replicasets': { 'a replicaset': 'failed' },
  'get jobs': { 'a job': 'failed' },
  'patch pods/ephemeralcontainers': {
    'preflight of exec': lacks('patch pods/ephemeralcontainers'),
    'preflight of an entrypoint': lacks('patch pods/ephemeralcontainers'),
    'adding the container': 'refused',
    'running a command': expect.stringMatching(/^(never-started|refused)$/),
  },
  'get pods/exec': { 'preflight of exec': lacks('get pods/exec'), 'running a command': 'refused' },
  'create pods/exec': { 'preflight of exec': lacks('create pods/exec'), 'running a command': 'refused' },
  'get pods/log': {
    'preflight of exec': expect.stringMatching(/^ok .* may not get pods\/log .* cannot be read\.$/),
    'preflight of an entrypoint': lacks('get pods/log'),
    'reading a log': 'failed',
  },
  'create events': {
    'preflight of exec': expect.stringMatching(/^ok .* may not create events .* no Event on the pod\.$/),
    'preflight of an entrypoint': expect.stringMatching(/^ok .* may not create events/),
    'leaving an Event': 'failed',
  },
};

test.each(workerRights)('the right to %s is needed', async (right) => {
  const changed = LACKS[right];
  expect(changed).toBeDefined();
  expect(await work(`without ${right}`)).toEqual({ ...ALL, ...changed });
});
