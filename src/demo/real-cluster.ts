import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { ApiException, AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
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

/**
 * Finds or makes the pod that the story debugs. What is made gets a name of its own, and only what was made is removed.
 * Throws `demo-cluster` with what to do.
 */
export async function demoPod(
  context: string,
  options: DemoOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<DemoPod> {
  const { namespace, pod } = options;
  if (namespace !== undefined && pod !== undefined)
    return { namespace, typed: pod, remove: async () => undefined };
  const kubeConfig = loadContext(context);
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const apps = kubeConfig.makeApiClient(AppsV1Api);
  const unique = `keyhole-demo-${randomBytes(3).toString('hex')}`;
  const made: (() => Promise<unknown>)[] = [];
  const where = namespace ?? unique;
  const name = namespace === undefined ? 'api' : unique;
  const remove = async () => {
    for (const undo of made.splice(0).toReversed()) await undo();
  };
  try {
    if (namespace === undefined) {
      say(`making the namespace ${where}`);
      await core.createNamespace({ body: { metadata: { name: where } } });
      made.push(() => {
        say(`removing the namespace ${where}`);
        return core.deleteNamespace({ name: where });
      });
    }
    say(`making a small deployment, ${name}`);
    await apps.createNamespacedDeployment({ namespace: where, body: deployment(name, options) });
    if (namespace !== undefined) {
      made.push(() => {
        say(`removing the deployment ${name}`);
        return apps.deleteNamespacedDeployment({ name, namespace: where });
      });
    }
    return { namespace: where, typed: await runningPod(core, where, name, signal), remove };
  } catch (cause) {
    const left = await remove().then(
      () => '',
      (error: unknown) => ` What it made could not be removed (${messageOf(error)}): look for ${unique}.`,
    );
    const sentence = `The demo could not be set up in ${context}: ${whatHappened(cause)}.${left}`;
    throw new KeyholeError('demo-cluster', sentence, { cause });
  }
}

/** What an API server answered, or that none did, without the client's dump of the whole exchange. */
function whatHappened(error: unknown): string {
  if (error instanceof ApiException) {
    const body: unknown = typeof error.body === 'string' ? parsed(error.body) : error.body;
    const told = typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';
    return told === '' ? `the cluster answered ${error.code}` : told;
  }
  const message = messageOf(error);
  return message === 'fetch failed'
    ? 'the cluster cannot be reached, check its address and your network'
    : message;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function loadContext(context: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  if (!kubeConfig.getContexts().some(({ name }) => name === context)) {
    throw new KeyholeError(
      'demo-cluster',
      `The kubeconfig has no context ${context}: see \`kubectl config get-contexts\`.`,
    );
  }
  kubeConfig.setCurrentContext(context);
  return kubeConfig;
}

function deployment(name: string, { image, pullPolicy }: DemoOptions) {
  return {
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
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

/** How the name of the deployment's pod begins, once it runs: its name and the start of the hash, as in `api-7f9`. */
async function runningPod(
  core: CoreV1Api,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: `app=${name}` });
    const running = items.find((pod) => pod.status?.containerStatuses?.some((status) => status.ready));
    if (running?.metadata?.name !== undefined) return running.metadata.name.slice(0, `${name}-7f9`.length);
    if (Date.now() > deadline)
      throw new Error(`no pod of the deployment ran within ${READY_TIMEOUT_MS / 1000} s`);
    await setTimeout(250, undefined, { signal });
  }
}
