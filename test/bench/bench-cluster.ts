import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPod } from '../../src/demo/real-cluster.ts';
import { startCluster } from '../../src/sandbox/cluster/server.ts';
import type { BenchOptions } from './options.ts';

/** The cluster that is measured in, and a pod of it. */
export interface BenchCluster {
  /** As the variable KUBECONFIG; absent: the usual places. */
  readonly kubeconfig?: string;
  readonly context: string;
  readonly namespace: string;
  /** How the pod's name begins. */
  readonly pod: string;
  /** What Keyhole asked of the API server between two moments (milliseconds since the epoch); only the sandbox can tell. */
  readonly asked?: (from: number, to: number) => readonly string[];
  stop(): Promise<void>;
}

/** The sandbox cluster, or with a context a namespace made in that cluster. */
export async function openBenchCluster(options: BenchOptions): Promise<BenchCluster> {
  if (options.context !== undefined) return realCluster(options.context, options.image);
  const cluster = await startCluster();
  const folder = await mkdtemp(join(tmpdir(), 'keyhole-bench-cluster-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig(), { mode: 0o600 });
  return {
    kubeconfig,
    context: cluster.contextName,
    namespace: 'shop',
    pod: 'api-7f9',
    asked: (from, to) =>
      cluster
        .requests()
        .filter(
          ({ at, userAgent }) =>
            at.getTime() >= from && at.getTime() <= to && userAgent?.startsWith('keyhole/'),
        )
        .map(
          ({ verb, path, status }) =>
            `${verb} ${path.replace(/\?.*/s, '').replace(/.*\/pods\/[^/]+/, 'pod')} ${status}`,
        ),
    stop: async () => {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function realCluster(context: string, image: string): Promise<BenchCluster> {
  const made = await demoPod(
    context,
    { once: true, port: 0, image, context },
    (line) => console.log(`  ${line}`),
    new AbortController().signal,
  );
  const { KUBECONFIG } = process.env;
  return {
    ...(KUBECONFIG !== undefined && { kubeconfig: KUBECONFIG }),
    context,
    namespace: made.namespace,
    pod: made.typed,
    stop: () => made.remove(),
  };
}
