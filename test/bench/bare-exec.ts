import { readFileSync } from 'node:fs';
import { CoreV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { WebSocket } from 'ws';
import { parse } from 'yaml';

/** What the cluster itself takes: add a container and exec in it, again every 30 ms until it runs. Milliseconds to the first byte. */
export async function bareFirstByte(kubeconfigText: string, name: string): Promise<number> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(kubeconfigText);
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const pods = await core.listNamespacedPod({ namespace: 'shop' });
  const pod = pods.items.find((each) => each.metadata?.name?.startsWith('api-7f9'))?.metadata?.name ?? '';
  const began = performance.now();
  await core.patchNamespacedPodEphemeralcontainers(
    {
      name: pod,
      namespace: 'shop',
      body: {
        spec: {
          ephemeralContainers: [
            {
              name,
              image: 'docker.io/library/busybox:1.37',
              command: ['sleep', '5'],
              targetContainerName: 'app',
            },
          ],
        },
      },
    },
    setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
  );
  while (!(await execOnce(kubeConfig, kubeconfigText, pod, name)))
    await new Promise((resolve) => setTimeout(resolve, 30));
  return performance.now() - began;
}

function execOnce(
  kubeConfig: KubeConfig,
  kubeconfigText: string,
  pod: string,
  container: string,
): Promise<boolean> {
  const server = kubeConfig.getCurrentCluster()?.server.replace(/^http/, 'ws') ?? '';
  const query = `container=${container}&stdout=true&stderr=true&command=echo&command=hi`;
  const document = parse(kubeconfigText) as { users: { user: { token: string } }[] };
  const socket = new WebSocket(
    `${server}/api/v1/namespaces/shop/pods/${pod}/exec?${query}`,
    ['v5.channel.k8s.io'],
    {
      ca: caOf(kubeConfig),
      headers: { authorization: `Bearer ${document.users[0]?.user.token}` },
    },
  );
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', () => {
      socket.terminate();
      resolve(false);
    });
    socket.on('message', (data: Buffer) => {
      if (data[0] !== 1 || data.length < 2) return;
      socket.terminate();
      resolve(true);
    });
    socket.on('error', (error) => (socket.readyState === WebSocket.CLOSED ? resolve(false) : reject(error)));
  });
}

function caOf(kubeConfig: KubeConfig): Buffer | undefined {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster?.caData !== undefined) return Buffer.from(cluster.caData, 'base64');
  return cluster?.caFile === undefined ? undefined : readFileSync(cluster.caFile);
}
