import { CoreV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { WebSocket } from 'ws';
import type { BenchCluster } from './bench-cluster.ts';

/** What the cluster itself takes: add a container and exec in it, again every 30 ms until it runs. */
export interface BareCluster {
  /** The whole name of the pod. */
  readonly pod: string;
  /** Adds a container of this name; milliseconds to the first byte of `echo hi` in it. */
  firstByte(container: string): Promise<number>;
}

/** Connects with nothing but client-node and a WebSocket. */
export async function bareCluster(
  { kubeconfig, context, namespace, pod: prefix }: BenchCluster,
  image: string,
): Promise<BareCluster> {
  const kubeConfig = new KubeConfig();
  if (kubeconfig === undefined) kubeConfig.loadFromDefault();
  else kubeConfig.loadFromFile(kubeconfig);
  kubeConfig.setCurrentContext(context);
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const { items } = await core.listNamespacedPod({ namespace });
  const pod = items.find((each) => each.metadata?.name?.startsWith(prefix))?.metadata?.name ?? '';
  const patch = (name: string) =>
    core.patchNamespacedPodEphemeralcontainers(
      {
        name: pod,
        namespace,
        body: {
          spec: {
            ephemeralContainers: [{ name, image, command: ['sleep', '5'], targetContainerName: 'app' }],
          },
        },
      },
      setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
    );
  return {
    pod,
    firstByte: async (container) => {
      const began = performance.now();
      await patch(container);
      while (!(await execOnce(kubeConfig, namespace, pod, container)))
        await new Promise((resolve) => setTimeout(resolve, 30));
      return performance.now() - began;
    },
  };
}

async function execOnce(
  kubeConfig: KubeConfig,
  namespace: string,
  pod: string,
  container: string,
): Promise<boolean> {
  const server = kubeConfig.getCurrentCluster()?.server.replace(/^http/, 'ws') ?? '';
  const query = `container=${container}&stdout=true&stderr=true&command=echo&command=hi`;
  const options: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = {};
  await kubeConfig.applyToHTTPSOptions(options);
  const socket = new WebSocket(
    `${server}/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`,
    ['v5.channel.k8s.io'],
    options,
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
