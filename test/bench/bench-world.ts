import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { startRedis } from '../../src/sandbox/redis.ts';
import { acmeShop } from '../../src/sandbox/slack/workspace.ts';
import { type SandboxSlack, startSlack } from '../../src/sandbox/slack/server.ts';
import type { BenchCluster } from './bench-cluster.ts';
import { policyDocument } from '../helpers/policy.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The flags and variables that deploy/Dockerfile gives to Node. */
const NODE_FLAGS = ['--optimize-for-size', '--max-semi-space-size=1'];

/** Keyhole in a process of its own, as in production, between a sandbox Slack and a sandbox cluster. */
export interface BenchWorld {
  readonly slack: SandboxSlack;
  /** The resident memory of Keyhole's process, in megabytes (10^6 bytes). */
  residentMegabytes(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts everything but the cluster; `channels` are made besides the workspace's own, so that Slack's limits do not time
 * the bench.
 */
export async function startBenchWorld(
  cluster: BenchCluster,
  image: string,
  channels: readonly string[],
): Promise<BenchWorld> {
  const workspace = acmeShop();
  const [incident] = workspace.channels;
  if (!incident) throw new Error('The sandbox workspace has no channel.');
  workspace.channels.push(...channels.map((id) => ({ ...incident, id, name: id.toLowerCase() })));
  const redis = await startRedis();
  const slack = await startSlack({ workspace });
  const folder = await mkdtemp(join(tmpdir(), 'keyhole-bench-'));
  const policy = join(folder, 'policy.yaml');
  await writeFile(policy, stringify(policyOf(cluster, image)));
  build();
  const keyhole = spawn(process.execPath, [...NODE_FLAGS, join(ROOT, 'dist/main.js')], {
    env: {
      PATH: process.env.PATH,
      MALLOC_ARENA_MAX: '1',
      MALLOC_TRIM_THRESHOLD_: '65536',
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      REDIS_URL: redis.url,
      KEYHOLE_REDIS_PREFIX: `bench-${process.pid}`,
      KEYHOLE_POLICY: policy,
      ...(cluster.kubeconfig !== undefined && { KUBECONFIG: cluster.kubeconfig }),
      HOME: process.env.HOME,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    keyhole.once('exit', () => reject(new Error('Keyhole did not start.')));
    keyhole.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('Keyhole is ready')) resolve();
    });
  });
  return {
    slack,
    residentMegabytes: async () => {
      const status = await readFile(`/proc/${keyhole.pid}/status`, 'utf8');
      return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024) / 1e6;
    },
    stop: async () => {
      const exited = once(keyhole, 'exit');
      keyhole.kill('SIGTERM');
      await exited;
      await slack.stop();
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function policyOf({ context, namespace }: BenchCluster, image: string) {
  return {
    ...policyDocument({ match: { clusters: ['sandbox'], namespaces: [namespace] }, profiles: ['general'] }),
    clusters: { sandbox: { context, defaultNamespace: namespace } },
    images: { busybox: { image }, netshoot: { image } },
  };
}

/** As deploy/Dockerfile builds it: plain JavaScript, without what strips types at run time. */
function build(): void {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const built = spawnSync(process.execPath, [compiler, '-p', join(ROOT, 'deploy/tsconfig.build.json')], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`Keyhole could not be built: ${built.stdout}`);
}
