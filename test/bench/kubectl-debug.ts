import { spawn, spawnSync } from 'node:child_process';
import type { BenchCluster } from './bench-cluster.ts';

/** Whether kubectl is on PATH. */
export function hasKubectl(): boolean {
  return spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
}

/**
 * Milliseconds from starting `kubectl debug --attach -- echo hi` to the line `hi`; undefined where kubectl attached too
 * late to see it, which happens now and then.
 */
export async function kubectlFirstByte(
  { kubeconfig, context, namespace }: BenchCluster,
  pod: string,
  image: string,
  container: string,
): Promise<number | undefined> {
  const began = performance.now();
  const where = ['--context', context, '-n', namespace];
  const what = ['--image', image, '--target', 'app', '-c', container, '--profile', 'general'];
  const kubectl = spawn('kubectl', [...where, 'debug', pod, ...what, '--attach', '--', 'echo', 'hi'], {
    env: { ...process.env, ...(kubeconfig !== undefined && { KUBECONFIG: kubeconfig }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let took: number | undefined;
  let printed = '';
  for (const stream of [kubectl.stdout, kubectl.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (/^hi$/m.test(printed)) took ??= performance.now() - began;
    });
  }
  const code = await new Promise((resolve, reject) => {
    kubectl.once('close', resolve);
    kubectl.once('error', reject);
  });
  if (code !== 0) throw new Error(`kubectl debug failed: ${printed}`);
  return took;
}
