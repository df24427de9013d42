import type { Logger } from 'pino';
import type { Cluster } from './cluster.ts';
import { Connection } from './connection.ts';
import { addContainer } from './ephemeral-containers.ts';
import { exec } from './exec.ts';
import { execWhenRunning } from './exec-when-running.ts';
import { loadKubeConfig } from './kube-config.ts';
import { findPod } from './pod-search.ts';
import { preflight } from './preflight.ts';
import { release } from './release.ts';
import { TIMING, type Timing } from './timing.ts';

export interface ConnectOptions {
  /** The cluster's name in the policy, which sentences use. */
  readonly name: string;
  /** A context of the kubeconfig. Absent: its current one, or the service account of the pod that Keyhole runs in. */
  readonly context?: string;
  /** As the variable KUBECONFIG: one path or several. Absent: that variable, then the usual places. */
  readonly kubeconfig?: string;
  readonly logger: Logger;
  /** For tests: other waits, and another clock in milliseconds. */
  readonly timing?: Partial<Timing>;
  readonly now?: () => number;
}

/** Makes the way to one cluster. Asks the cluster nothing yet. Throws KeyholeError `cluster-config` with a sentence for people. */
export function connectCluster({ name, context, kubeconfig, logger, timing, now }: ConnectOptions): Cluster {
  const choice = {
    name,
    ...(context !== undefined && { context }),
    ...(kubeconfig !== undefined && { kubeconfig }),
  };
  const connection = new Connection({
    cluster: name,
    load: () => loadKubeConfig(choice),
    timing: { ...TIMING, ...timing },
    logger,
    now: now ?? (() => performance.now()),
  });
  return {
    name,
    server: connection.server,
    findPod: (namespace, pod, signal) => findPod(connection, namespace, pod, signal),
    preflight: (options) => preflight(connection, options),
    addContainer: (options) => addContainer(connection, options),
    exec: (options) => exec(connection, options),
    execWhenRunning: (options) => execWhenRunning(connection, options),
    release: (options) => release(connection, options),
    close: () => connection.close(),
  };
}
