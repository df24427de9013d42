import { CoreV1Api, type KubeConfig, makeInformer, type V1Pod } from '@kubernetes/client-node';
import { messageOf } from '../../errors.ts';

/** The pods of a cluster, kept as its API tells of them. */
export interface WatchedPods {
  /** As last told, in no order. */
  all(): readonly V1Pod[];
  /** Why the cluster tells nothing at the moment; undefined while it does. */
  problem(): string | undefined;
  stop(): Promise<void>;
}

const RETRY_MS = 1_000;

/** Follows the pods of one namespace, or of all where none is named, until `stop`; reads only. A lost cluster is asked again. */
export async function watchPods(kubeConfig: KubeConfig, namespace?: string): Promise<WatchedPods> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const path = namespace === undefined ? '/api/v1/pods' : `/api/v1/namespaces/${namespace}/pods`;
  const informer = makeInformer<V1Pod>(kubeConfig, path, () =>
    namespace === undefined ? core.listPodForAllNamespaces() : core.listNamespacedPod({ namespace }),
  );
  let problem: string | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;
  const start = async (): Promise<void> => {
    try {
      await informer.start();
    } catch (error) {
      again(error);
    }
  };
  const again = (error: unknown): void => {
    problem = messageOf(error);
    clearTimeout(retry);
    if (!isStopped) retry = setTimeout(() => void start(), RETRY_MS);
  };
  informer.on('error', again);
  informer.on('connect', () => {
    problem = undefined;
  });
  await start();
  return {
    all: () => informer.list(),
    problem: () => problem,
    stop: async () => {
      isStopped = true;
      clearTimeout(retry);
      await informer.stop();
    },
  };
}
