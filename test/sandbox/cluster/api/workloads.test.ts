import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient, until } from '../client.ts';

interface Listed {
  metadata: {
    name: string;
    uid: string;
    labels: Record<string, string>;
    ownerReferences?: { kind: string; name: string; uid: string; controller: boolean }[];
  };
  spec: { selector: { matchLabels: Record<string, string> }; replicas?: number };
  status: Record<string, unknown>;
}

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  const delays = { crashBackOffMs: 60, startMs: 10, containerCreatingMs: 1, statusMs: 1 };
  cluster = await startCluster({ delays });
  client = new WireClient(cluster);
});

afterAll(() => cluster.stop());

const pods = '/api/v1/namespaces/shop/pods';

async function items(path: string): Promise<Listed[]> {
  return ((await client.request('GET', path)).body as { items: Listed[] }).items;
}

async function object(path: string): Promise<Listed> {
  return (await client.request('GET', path)).body as Listed;
}

const selectorOf = (workload: Listed): string =>
  Object.entries(workload.spec.selector.matchLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

describe('the default world', () => {
  test.each([
    ['apps', 'shop', 'statefulsets', 'cart', ['cart-0', 'cart-1']],
    ['apps', 'kube-system', 'daemonsets', 'node-agent', ['node-agent-gh2kd', 'node-agent-wq9sv']],
    ['batch', 'shop', 'jobs', 'migrate-20261122', ['migrate-20261122-zk7nd']],
    ['batch', 'shop', 'jobs', 'reindex-20261122', ['reindex-20261122-c8vwx']],
    ['apps', 'shop', 'deployments', 'reports', []],
  ])('%s %s %s %s', async (group, namespace, resource, name, expected) => {
    const path = `/apis/${group}/v1/namespaces/${namespace}/${resource}`;
    const workload = await object(`${path}/${name}`);
    expect((await items(path)).map((one) => one.metadata.name)).toContain(name);
    const selector = encodeURIComponent(selectorOf(workload));
    const found = await items(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
    expect(found.map((one) => one.metadata.name)).toEqual(expected);
    const owner = { name, uid: workload.metadata.uid, controller: true };
    for (const pod of found) expect(pod.metadata.ownerReferences).toMatchObject([owner]);
  });

  test('a deployment owns its pods through a ReplicaSet and counts which are ready', async () => {
    const path = '/apis/apps/v1/namespaces/shop';
    const deployment = await object(`${path}/deployments/search`);
    const [set] = await items(`${path}/replicasets?labelSelector=app%3Dsearch`);
    expect(set?.metadata.ownerReferences).toMatchObject([
      { kind: 'Deployment', uid: deployment.metadata.uid },
    ]);
    const found = await items(`${pods}?labelSelector=app%3Dsearch`);
    expect(found.map((pod) => pod.metadata.ownerReferences?.[0]?.uid)).toEqual(
      Array(3).fill(set?.metadata.uid),
    );
    await until(
      () => object(`${path}/deployments/search`),
      ({ status }) => status.replicas === 3 && status.readyReplicas === 2 && status.unavailableReplicas === 1,
    );
  });

  test('jobs tell who completed and who runs', async () => {
    const jobs = await items('/apis/batch/v1/namespaces/shop/jobs');
    expect(jobs.map((job) => [job.status.succeeded, job.status.active])).toEqual([
      [1, undefined],
      [undefined, 1],
    ]);
  });

  test('discovery lists them', async () => {
    const { body } = await client.request('GET', '/apis/apps/v1');
    const names = (body as { resources: { name: string }[] }).resources.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['deployments', 'statefulsets', 'daemonsets', 'replicasets']),
    );
  });
});

test('a crash-looping pod starts, ends and waits, again and again, and keeps its last log', async () => {
  const path = `${pods}?watch=true&fieldSelector=metadata.name%3Dsearch-5c8d7f9b6d-4kq7z`;
  const states: string[] = [];
  const read = (lines: string[]): string[] =>
    lines.map((line) => {
      const { object: pod } = JSON.parse(line) as { object: { status: { containerStatuses?: Status[] } } };
      const status = pod.status.containerStatuses?.[0];
      const [state = ''] = Object.keys(status?.state ?? {});
      return status?.state.waiting?.reason ?? state;
    });
  interface Status {
    state: { waiting?: { reason: string } };
  }
  const lines = await client.lines(path, (seen) => {
    const told = read(seen);
    return told.lastIndexOf('CrashLoopBackOff') > told.indexOf('running') && told.includes('running');
  });
  for (const state of read(lines)) if (state !== states.at(-1)) states.push(state);
  expect(states.slice(-4)).toEqual(['CrashLoopBackOff', 'running', 'terminated', 'CrashLoopBackOff']);
  const log = await client.request('GET', `${pods}/search-5c8d7f9b6d-4kq7z/log`);
  expect(log.body).toBe('index opened\n4 shards ready\n');
});

test('a pod of a StatefulSet comes again under its name with another uid', async () => {
  const before = (await object(`${pods}/cart-1`)).metadata.uid;
  await client.request('DELETE', `${pods}/cart-1`);
  const after = await until(
    () => object(`${pods}/cart-1`),
    ({ metadata }) => metadata?.uid !== undefined && metadata.uid !== before,
  );
  expect(after.metadata.ownerReferences?.[0]?.name).toBe('cart');
});
