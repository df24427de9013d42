import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import type { DemoOptions } from '../../src/demo/options.ts';
import { demoPod } from '../../src/demo/real-cluster.ts';
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster/server.ts';
import { until } from '../sandbox/slack/support.ts';

const OPTIONS: DemoOptions = { once: true, port: 0, image: 'busybox:1.37' };
const FOREVER = new AbortController().signal;

let cluster: SandboxCluster;
let core: CoreV1Api;
let apps: AppsV1Api;
let folder: string;
let said: string[];
let kubeconfigBefore: string | undefined;

beforeAll(async () => {
  cluster = await startCluster({ delays: { startMs: 10, statusMs: 10, imagePullMs: 10 } });
  folder = await mkdtemp(join(tmpdir(), 'keyhole-test-'));
  const path = join(folder, 'kubeconfig');
  await writeFile(path, cluster.kubeconfig('admin'), { mode: 0o600 });
  kubeconfigBefore = process.env['KUBECONFIG'];
  process.env['KUBECONFIG'] = path;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.kubeconfig('admin'));
  core = kubeConfig.makeApiClient(CoreV1Api);
  apps = kubeConfig.makeApiClient(AppsV1Api);
});

afterAll(async () => {
  if (kubeconfigBefore === undefined) delete process.env['KUBECONFIG'];
  else process.env['KUBECONFIG'] = kubeconfigBefore;
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  said = [];
});

afterEach(() => cluster.clearFaults());

const make = (options: Partial<DemoOptions> = {}, signal = FOREVER) =>
  demoPod('sandbox', { ...OPTIONS, ...options }, (line) => said.push(line), signal);
const requests = () => cluster.requests().length;

/** Every namespace that is not on its way out, and the deployments of `shop`. */
async function whatIsThere() {
  const namespaces = (await core.listNamespace()).items
    .filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata?.name);
  const deployments = (await apps.listNamespacedDeployment({ namespace: 'shop' })).items;
  return {
    namespaces,
    deployments: deployments.map(({ metadata }) => [metadata?.name, metadata?.uid]),
  };
}

describe('without a namespace', () => {
  test('makes one with a running pod, and removes it', async () => {
    const before = await whatIsThere();
    const made = await make();
    expect(made.namespace).toMatch(/^keyhole-demo-[0-9a-f]{6}$/);
    expect(before.namespaces).not.toContain(made.namespace);
    const pods = cluster.pods().filter(({ namespace }) => namespace === made.namespace);
    expect(pods).toHaveLength(1);
    expect(pods[0]?.name.startsWith(made.typed)).toBe(true);
    expect(made.typed).toMatch(/^api-[0-9a-z]{3}$/);
    await made.remove();
    expect(await whatIsThere()).toEqual(before);
    expect(said).toEqual([
      `making the namespace ${made.namespace}`,
      'making a small deployment, api',
      `removing the namespace ${made.namespace}`,
    ]);
  });

  test('removes once, however often it is asked', async () => {
    const made = await make();
    await made.remove();
    const before = requests();
    await made.remove();
    expect(requests()).toBe(before);
  });

  test('runs the image that was asked for', async () => {
    const made = await make({ image: 'docker.io/library/busybox:1.36', pullPolicy: 'IfNotPresent' });
    const { items } = await core.listNamespacedPod({ namespace: made.namespace });
    expect(items[0]?.spec?.containers).toMatchObject([
      { name: 'app', image: 'docker.io/library/busybox:1.36', imagePullPolicy: 'IfNotPresent' },
    ]);
    await made.remove();
  });
});

describe('in a namespace that exists', () => {
  test('makes a deployment under a name of its own, and removes nothing but that', async () => {
    const before = await whatIsThere();
    expect(before.deployments.map(([name]) => name)).toContain('api');
    const made = await make({ namespace: 'shop' });
    expect(made.namespace).toBe('shop');
    expect(made.typed).toMatch(/^keyhole-demo-[0-9a-f]{6}-[0-9a-z]{3}$/);
    const during = await whatIsThere();
    expect(during.deployments).toEqual(expect.arrayContaining(before.deployments));
    expect(during.deployments).toHaveLength(before.deployments.length + 1);
    await made.remove();
    expect(await whatIsThere()).toEqual(before);
  });

  test('with a pod that exists makes and removes nothing', async () => {
    const before = requests();
    const made = await make({ namespace: 'shop', pod: 'cart-0' });
    expect(made).toMatchObject({ namespace: 'shop', typed: 'cart-0' });
    await made.remove();
    expect(requests()).toBe(before);
    expect(said).toEqual([]);
  });

  test('that does not exist after all is told', async () => {
    const before = await whatIsThere();
    await expect(make({ namespace: 'nowhere' })).rejects.toMatchObject({
      code: 'demo-cluster',
      message: expect.stringMatching(/could not be set up in sandbox.*nowhere/s),
    });
    expect(await whatIsThere()).toEqual(before);
  });
});

describe('where it cannot be done', () => {
  const refuse = (method: string, path: RegExp) =>
    cluster.setFault({ method, path, status: 403, body: { kind: 'Status', message: 'not you' }, times: 1 });

  test('a context that the kubeconfig lacks: says how to see them', async () => {
    const before = requests();
    await expect(demoPod('elsewhere', OPTIONS, () => undefined, FOREVER)).rejects.toMatchObject({
      code: 'demo-cluster',
      message: expect.stringMatching(/no context elsewhere.*kubectl config get-contexts/),
    });
    expect(requests()).toBe(before);
  });

  test.each<[string, string, RegExp]>([
    ['the namespace', 'POST', /\/namespaces$/],
    ['the deployment', 'POST', /\/deployments$/],
    ['a look at the pod', 'GET', /\/pods$/],
  ])('%s is refused: nothing is left, and the sentence says why', async (_what, method, path) => {
    const before = await whatIsThere();
    refuse(method, path);
    await expect(make()).rejects.toMatchObject({
      code: 'demo-cluster',
      message: expect.stringMatching(/could not be set up in sandbox.*not you/s),
    });
    expect(await whatIsThere()).toEqual(before);
  });

  test('the deployment is refused in a namespace that exists: neither is removed', async () => {
    const before = await whatIsThere();
    refuse('POST', /\/deployments$/);
    await expect(make({ namespace: 'shop' })).rejects.toMatchObject({ code: 'demo-cluster' });
    expect(await whatIsThere()).toEqual(before);
    expect(said.filter((line) => line.startsWith('removing'))).toEqual([]);
  });

  test('what it made cannot be removed either: says what to look for', async () => {
    refuse('POST', /\/deployments$/);
    refuse('DELETE', /\/namespaces\//);
    const failure = await make().then(
      () => undefined,
      (error: unknown) => error,
    );
    const left = (await whatIsThere()).namespaces.find((name) => name?.startsWith('keyhole-demo-'));
    expect(left).toBeDefined();
    expect(failure).toMatchObject({
      message: expect.stringMatching(new RegExp(`could not be removed.*look for ${left}`, 's')),
    });
    await core.deleteNamespace({ name: left ?? '' });
  });

  test('an interruption while the pod starts leaves nothing', async () => {
    const before = await whatIsThere();
    const stop = new AbortController();
    const making = make({ image: 'docker.io/library/not-there:1' }, stop.signal);
    await Promise.all([
      expect(making).rejects.toMatchObject({ code: 'demo-cluster' }),
      until('the deployment', () => said.some((line) => line.includes('deployment')) || undefined).then(() =>
        stop.abort(new Error('it was interrupted')),
      ),
    ]);
    expect(await whatIsThere()).toEqual(before);
  });
});
