import { randomBytes } from 'node:crypto';
import { AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { KeyholeError, messageOf } from '../errors.ts';
import type { DemoOptions } from './options.ts';

/** Where the demo's story plays in a real cluster. */
export interface DemoPod {
  readonly namespace: string;
  /** How the pod's name begins, as someone would type it. */
  readonly typed: string;
  /** Removes what was made; nothing where it was there before. */
  remove(): Promise<void>;
}

const READY_TIMEOUT_MS = 120_000;

/** Finds or makes the pod that the story debugs. Throws `demo-cluster` with what to do. */
export async function demoPod(
  context: string,
  options: DemoOptions,
  say: (line: string) => void,
): Promise<DemoPod> {
  const { namespace, pod } = options;
  if (namespace !== undefined && pod !== undefined)
    return { namespace, typed: pod, remove: async () => undefined };
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  if (!kubeConfig.getContexts().some(({ name }) => name === context)) {
    throw new KeyholeError(
      'demo-cluster',
      `The kubeconfig has no context ${context}: see \`kubectl config get-contexts\`.`,
    );
  }
  kubeConfig.setCurrentContext(context);
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const apps = kubeConfig.makeApiClient(AppsV1Api);
  const made = namespace ?? `keyhole-demo-${randomBytes(3).toString('hex')}`;
  const remove = async () => {
    say(
      namespace === undefined ? `removing the namespace ${made}` : `removing the deployment api from ${made}`,
    );
    await (namespace === undefined
      ? core.deleteNamespace({ name: made })
      : apps.deleteNamespacedDeployment({ name: 'api', namespace: made }));
  };
  try {
    if (namespace === undefined) {
      say(`making the namespace ${made}`);
      await core.createNamespace({ body: { metadata: { name: made } } });
    }
    say('making a small deployment, api');
    await apps.createNamespacedDeployment({ namespace: made, body: deployment(options) });
    return { namespace: made, typed: await runningPod(core, made), remove };
  } catch (cause) {
    await remove().catch(() => undefined);
    throw new KeyholeError(
      'demo-cluster',
      `The demo could not be set up in ${context}: ${messageOf(cause)}`,
      { cause },
    );
  }
}

function deployment({ image, pullPolicy }: DemoOptions) {
  return {
    metadata: { name: 'api' },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'api' } },
      template: {
        metadata: { labels: { app: 'api' } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: 'app',
              image,
              command: ['sleep', '86400'],
              ...(pullPolicy && { imagePullPolicy: pullPolicy }),
            },
          ],
        },
      },
    },
  };
}

/** How the name of the deployment's pod begins, once it runs: `api-` and the start of the hash, as in `api-7f9`. */
async function runningPod(core: CoreV1Api, namespace: string): Promise<string> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'app=api' });
    const running = items.find((pod) => pod.status?.containerStatuses?.some((status) => status.ready));
    if (running?.metadata?.name !== undefined) return running.metadata.name.slice(0, 'api-7f9'.length);
    if (Date.now() > deadline)
      throw new Error(`no pod of the deployment ran within ${READY_TIMEOUT_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
