import https from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient, until } from '../client.ts';

interface Listed {
  metadata: { name: string };
  status: Record<string, unknown>;
}

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  cluster = await startCluster({
    delays: { startMs: 10, imagePullMs: 20, containerCreatingMs: 1, statusMs: 1 },
  });
  client = new WireClient(cluster);
});

afterAll(() => cluster.stop());

const json = { 'Content-Type': 'application/json' };

async function items(path: string): Promise<Listed[]> {
  return ((await client.request('GET', path)).body as { items: Listed[] }).items;
}

async function object(path: string): Promise<Listed> {
  return (await client.request('GET', path)).body as Listed;
}

describe('what is posted', () => {
  const template = (labels: Record<string, string>) => ({
    metadata: { labels },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [{ name: 'app', image: 'busybox:1.37', command: ['sleep', '60'] }],
    },
  });

  test.each([
    ['apps', 'statefulsets', { replicas: 2 }, ['posted-0', 'posted-1']],
    ['apps', 'daemonsets', {}, [expect.stringMatching(/^posted-/), expect.stringMatching(/^posted-/)]],
    ['batch', 'jobs', {}, [expect.stringMatching(/^posted-/)]],
  ])('%s %s: its pods run, and go with it', async (group, resource, spec, expected) => {
    const path = `/apis/${group}/v1/namespaces/default/${resource}`;
    const body = { metadata: { name: 'posted' }, spec: { ...spec, template: template({ app: resource }) } };
    expect((await client.request('POST', path, body, json)).status).toBe(201);
    const own = `/api/v1/namespaces/default/pods?labelSelector=app%3D${resource}`;
    const running = await until(
      () => items(own),
      (found) => found.length === expected.length && found.every((pod) => pod.status.phase === 'Running'),
    );
    expect(running.map((pod) => pod.metadata.name)).toEqual(expected);
    expect((await client.request('POST', path, body, json)).status).toBe(409);
    expect((await client.request('DELETE', `${path}/posted`)).status).toBe(200);
    await until(
      () => items(own),
      (found) => found.length === 0,
    );
  });

  test('a job whose command ends is complete, and its pod has succeeded', async () => {
    const path = '/apis/batch/v1/namespaces/default/jobs';
    const { metadata, spec } = template({ app: 'short' });
    const containers = [{ name: 'app', image: 'busybox:1.37', command: ['true'] }];
    const short = { metadata, spec: { ...spec, restartPolicy: 'Never', containers } };
    await client.request('POST', path, { metadata: { name: 'short' }, spec: { template: short } }, json);
    await until(
      () => object(`${path}/short`),
      ({ status }) => status.succeeded === 1 && status.active === undefined,
    );
    const [pod] = await items('/api/v1/namespaces/default/pods?labelSelector=app%3Dshort');
    expect(pod?.status).toMatchObject({
      phase: 'Succeeded',
      containerStatuses: [{ restartCount: 0, state: { terminated: { reason: 'Completed' } } }],
    });
  });

  test('a pod is pending while its image is pulled, then runs', async () => {
    const path = '/api/v1/namespaces/default/pods';
    const containers = [{ name: 'app', image: 'docker.io/library/alpine:3.21', command: ['sleep', '60'] }];
    const { metadata } = (await client.request('GET', path)).body as {
      metadata: { resourceVersion: string };
    };
    await client.request('POST', path, { metadata: { name: 'pulled' }, spec: { containers } }, json);
    // From before it was posted, so that nothing of it is missed.
    const about = `?watch=true&resourceVersion=${metadata.resourceVersion}&fieldSelector=metadata.name%3Dpulled`;
    const lines = await client.lines(path + about, (seen) => seen.join('').includes('"running":{'));
    const told = lines.map((line) => (JSON.parse(line) as { object: Listed }).object.status);
    expect(told[0]?.phase).toBe('Pending');
    expect(told.at(-1)?.phase).toBe('Running');
    expect(JSON.stringify(told)).toContain('{"waiting":{"reason":"ContainerCreating"}}');
  });

  test('a pod whose ConfigMap is missing does not start, and an Event says why', async () => {
    const spec = {
      containers: [
        { name: 'app', image: 'busybox:1.37', volumeMounts: [{ name: 'set', mountPath: '/set' }] },
      ],
      volumes: [{ name: 'set', configMap: { name: 'nowhere' } }],
    };
    const path = '/api/v1/namespaces/default/pods';
    await client.request('POST', path, { metadata: { name: 'unset' }, spec }, json);
    const told = await until(
      () => items('/api/v1/namespaces/default/events?fieldSelector=reason%3DFailedMount'),
      (found) => found.length > 0,
    );
    expect(told[0]).toMatchObject({
      message: 'MountVolume.SetUp failed for volume "set" : configmap "nowhere" not found',
    });
    expect((await object(`${path}/unset`)).status).toMatchObject({
      containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }],
    });
  });

  test('pods that Pod Security forbids: a warning at once, then an Event on the ReplicaSet', async () => {
    const path = '/apis/apps/v1/namespaces/payments/deployments';
    const body = { metadata: { name: 'loose' }, spec: { template: template({ app: 'loose' }) } };
    const warning = await postedWarning(path, body);
    expect(warning).toMatch(
      /^299 - "would violate PodSecurity \\"restricted:latest\\": allowPrivilegeEscalation/,
    );
    const failed = await until(
      () => items('/api/v1/namespaces/payments/events?fieldSelector=reason%3DFailedCreate'),
      (found) => found.length > 0,
    );
    expect(failed[0]).toMatchObject({
      involvedObject: { kind: 'ReplicaSet' },
      message: expect.stringMatching(
        /^Error creating: pods "loose-\w+-\w+" is forbidden: violates PodSecurity "restricted:latest": /,
      ),
    });
    expect(await items('/api/v1/namespaces/payments/pods?labelSelector=app%3Dloose')).toEqual([]);
  });
});

/** The Warning header of an answer. */
function postedWarning(path: string, body: object): Promise<string | undefined> {
  const token = /token: (\S+)/.exec(cluster.kubeconfig('admin'))?.[1] ?? '';
  const headers = { Authorization: `Bearer ${token}`, ...json };
  return new Promise((resolve, reject) => {
    const request = https.request(cluster.url + path, {
      method: 'POST',
      ca: cluster.caPem,
      headers,
      agent: false,
    });
    request.on('response', (response) => {
      response.resume();
      resolve(response.headers.warning);
    });
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });
}
