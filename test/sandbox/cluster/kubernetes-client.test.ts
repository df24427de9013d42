import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  PatchStrategy,
  Watch,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { startCluster } from '../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../src/sandbox/cluster/server.ts';
import { until } from './client.ts';

let cluster: SandboxCluster;

function configOf(user?: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig(user));
  return config;
}

beforeAll(async () => {
  cluster = await startCluster();
});

afterAll(() => cluster.stop());

describe('@kubernetes/client-node works against the sandbox unchanged', () => {
  test('list, find the owner, patch, and see it in a watch', async () => {
    const core = configOf().makeApiClient(CoreV1Api);
    const list = await core.listNamespacedPod({ namespace: 'shop', labelSelector: 'app=api' });
    const [pod] = list.items;
    const name = pod?.metadata?.name ?? '';
    expect(name).toMatch(/^api-7f9/);
    expect(pod?.metadata?.ownerReferences?.[0]).toMatchObject({ kind: 'ReplicaSet', name: 'api-7f9c6d5b84' });

    const seen: string[] = [];
    const watch = new Watch(configOf('admin'));
    const controller = await watch.watch(
      '/api/v1/namespaces/shop/pods',
      { fieldSelector: `metadata.name=${name}` },
      (type) => seen.push(type),
      () => undefined,
    );
    const patched = await core.patchNamespacedPodEphemeralcontainers(
      {
        namespace: 'shop',
        name,
        body: { spec: { ephemeralContainers: [{ name: 'one', image: 'busybox', command: ['true'] }] } },
      },
      setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
    );
    expect(patched.spec?.ephemeralContainers?.[0]?.name).toBe('one');
    await until(
      () => seen,
      (types) => types.filter((type) => type === 'MODIFIED').length >= 3,
    );
    expect(seen[0]).toBe('ADDED');
    controller.abort();
  });

  test('the bot’s account may read a controller, but not list them', async () => {
    const apps = configOf().makeApiClient(AppsV1Api);
    await expect(apps.listNamespacedReplicaSet({ namespace: 'shop' })).rejects.toMatchObject({ code: 403 });
    const set = await apps.readNamespacedReplicaSet({ namespace: 'shop', name: 'api-7f9c6d5b84' });
    expect(set.metadata?.ownerReferences?.[0]).toMatchObject({ kind: 'Deployment', name: 'api' });
  });

  test('a namespace with a deployment is created, runs, and is gone again', async () => {
    const config = configOf('admin');
    const core = config.makeApiClient(CoreV1Api);
    const apps = config.makeApiClient(AppsV1Api);
    const namespace = 'trial';
    await core.createNamespace({ body: { metadata: { name: namespace } } });
    const labels = { app: 'small' };
    await apps.createNamespacedDeployment({
      namespace,
      body: {
        metadata: { name: 'small' },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: 'main', image: 'busybox', command: ['sleep', '3600'] }] },
          },
        },
      },
    });
    const ready = await until(
      () => apps.readNamespacedDeployment({ namespace, name: 'small' }),
      (deployment) => deployment.status?.readyReplicas === 1,
    );
    expect(ready.metadata?.name).toBe('small');
    const pods = await core.listNamespacedPod({ namespace });
    expect(pods.items.map((pod) => pod.status?.phase)).toEqual(['Running']);
    await core.deleteNamespace({ name: namespace });
    await until(
      () => core.listNamespace(),
      (list) => list.items.every((item) => item.metadata?.name !== namespace),
    );
    expect((await core.listNamespacedPod({ namespace })).items).toEqual([]);
  });
});
