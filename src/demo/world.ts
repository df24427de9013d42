import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { Redis } from 'ioredis';
import { readConfig } from '../config.ts';
import { KeyholeError } from '../errors.ts';
import { createLogger } from '../logger.ts';
import { fixedPolicy } from '../runtime/policy-in-force.ts';
import { startKeyhole } from '../runtime/start.ts';
import { startCluster } from '../sandbox/cluster/server.ts';
import { startRedis } from '../sandbox/redis.ts';
import { grantedBy } from '../sandbox/slack/app-manifest.ts';
import { startSlack } from '../sandbox/slack/server.ts';
import manifest from '../../deploy/slack/manifest.json' with { type: 'json' };
import { demoPolicy } from './demo-policy.ts';
import { demoWorkspace } from './demo-workspace.ts';
import { openJournals } from './panel/journals.ts';
import { underneath } from './panel/side-panel.ts';
import { watchPods } from './panel/watched-pods.ts';
import type { DemoOptions } from './options.ts';
import { demoPod } from './real-cluster.ts';

/** Everything that the demo needs, running. */
export interface DemoWorld {
  readonly pageUrl: string;
  /** What Alice types after `/debug pod`. */
  readonly pod: string;
  stop(): Promise<void>;
}

type Stop = () => Promise<void>;

interface DemoCluster {
  readonly context: string;
  readonly namespace: string;
  readonly pod: string;
  readonly kubeconfig?: string;
  readonly about: string;
  /** Where the panel looks for pods; absent: everywhere, as the cluster is the demo's own. */
  readonly onlyNamespace?: string;
}

/** Starts Redis, a cluster, Slack and Keyhole itself, in that order. What was started is stopped when a later part fails. */
export async function startDemoWorld(
  options: DemoOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<DemoWorld> {
  const stops: Stop[] = [];
  // Each part is stopped, whatever the others do: one of them may be a namespace in somebody's cluster.
  const stopAll = async () => {
    const failures: unknown[] = [];
    for (const stop of stops.splice(0).toReversed())
      await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    const redis = await startRedis();
    stops.push(() => redis.stop());
    say(`redis     ${redis.owned ? 'a private one on a free port' : 'the one of REDIS_URL'}`);
    const cluster = await openCluster(options, say, signal, stops);
    say(`cluster   ${cluster.about}`);
    const prefix = `keyhole-demo-${process.pid}`;
    const pods = await watchPods(kubeConfigOf(cluster), cluster.onlyNamespace);
    stops.push(() => pods.stop());
    const journals = openJournals(redis.url, prefix);
    stops.push(async () => journals.close());
    const panel = underneath(pods, journals);
    const slack = await startSlack({
      port: options.port,
      workspace: demoWorkspace(),
      manifest: grantedBy(manifest),
      panel,
    });
    stops.push(() => slack.stop());
    say(`slack     a sandbox workspace at ${slack.url}`);
    const reading = readConfig({
      KEYHOLE_POLICY: 'the demo has its own',
      KEYHOLE_REDIS_PREFIX: prefix,
      KEYHOLE_KEEP_DAYS: '1',
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      REDIS_URL: redis.url,
      KUBECONFIG: cluster.kubeconfig ?? process.env.KUBECONFIG,
      PORT: '0',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    });
    if (reading.kind === 'invalid') throw new KeyholeError('demo-config', reading.problems.join(' '));
    const { config } = reading;
    const policy = demoPolicy({
      context: cluster.context,
      namespace: cluster.namespace,
      image: options.image,
      ...(options.pullPolicy && { pullPolicy: options.pullPolicy }),
    });
    const logger = createLogger({
      level: config.logLevel,
      secrets: config.secrets,
      destination: process.stderr,
    });
    if (!redis.owned) stops.push(() => deleteKeys(redis.url, prefix));
    const keyhole = await startKeyhole({ config, policy: fixedPolicy(policy), logger });
    stops.push(() => keyhole.stop());
    say('keyhole   gateway and worker are ready');
    return { pageUrl: slack.url, pod: cluster.pod, stop: stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function openCluster(
  options: DemoOptions,
  say: (line: string) => void,
  signal: AbortSignal,
  stops: Stop[],
): Promise<DemoCluster> {
  if (options.context !== undefined) {
    const made = await demoPod(options.context, options, say, signal);
    stops.push(() => made.remove());
    const about = `your context ${options.context}, namespace ${made.namespace}`;
    const { namespace, typed: pod } = made;
    return { context: options.context, namespace, pod, about, onlyNamespace: namespace };
  }
  const cluster = await startCluster();
  stops.push(() => cluster.stop());
  const folder = await mkdtemp(join(tmpdir(), 'keyhole-demo-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig(), { mode: 0o600 });
  return {
    context: cluster.contextName,
    namespace: 'shop',
    pod: 'api-7f9',
    kubeconfig,
    about: `a sandbox cluster at ${cluster.url}`,
  };
}

function kubeConfigOf({ context, kubeconfig }: DemoCluster): KubeConfig {
  const kubeConfig = new KubeConfig();
  if (kubeconfig === undefined) kubeConfig.loadFromDefault();
  else kubeConfig.loadFromFile(kubeconfig);
  kubeConfig.setCurrentContext(context);
  return kubeConfig;
}

/** Leaves a Redis that is not the demo's own as it was. */
async function deleteKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1_000 }) as AsyncIterable<
      string[]
    >) {
      if (keys.length > 0) await redis.unlink(...keys);
    }
  } finally {
    redis.disconnect();
  }
}
