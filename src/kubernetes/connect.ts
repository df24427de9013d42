import type { Logger } from 'pino';
import { brokenCluster } from './broken-cluster.ts';
import type { Cluster } from './cluster.ts';
import { Connection } from './connection/connection.ts';
import { addContainer } from './containers/ephemeral-containers.ts';
import { exec } from './exec/exec.ts';
import { execWhenRunning } from './exec/exec-when-running.ts';
import { findPod } from './finding/find-pod.ts';
import { followContainer } from './following/follow-container.ts';
import { impersonationOf } from './connection/impersonation.ts';
import { listNamespace } from './finding/list-namespace.ts';
import { loadKubeConfig } from './connection/kube-config.ts';
import { recordEvent } from './containers/pod-event.ts';
import { preflight } from './preflight/preflight.ts';
import { readLog } from './following/read-log.ts';
import { readNamespace } from './finding/read-namespace.ts';
import { readThisPod } from './finding/read-this-pod.ts';
import { release } from './containers/release.ts';
import { report } from './containers/report.ts';
import { TIMING, type Timing } from './timing.ts';

export interface ConnectOptions {
  /** The cluster's name in the policy, which sentences use. */
  readonly name: string;
  /** A context of the kubeconfig. Absent: its current one, or the service account of the pod that Keyhole runs in. */
  readonly context?: string;
  /** As the variable KUBECONFIG: one path or several. Absent: that variable, then the usual places. */
  readonly kubeconfig?: string;
  readonly logger: Logger;
  /** For tests: other waits, another clock in milliseconds, and another time of day in milliseconds since the epoch. */
  readonly timing?: Partial<Timing>;
  readonly now?: () => number;
  readonly date?: () => number;
}

/** Makes the way to one cluster. Asks the cluster nothing yet. Throws KeyholeError `cluster-config` with a sentence for people. */
export function connectCluster({
  name,
  context,
  kubeconfig,
  logger,
  timing,
  now,
  date = Date.now,
}: ConnectOptions): Cluster {
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
  return { ...clusterOver(connection, date), close: () => connection.close() };
}

function clusterOver(connection: Connection, date: () => number): Cluster {
  return {
    name: connection.cluster,
    server: connection.server,
    as: (identity) => {
      if (!identity) return clusterOver(connection.as(undefined), date);
      const fitness = impersonationOf(identity);
      return fitness.kind === 'fit'
        ? clusterOver(connection.as(fitness.impersonation), date)
        : brokenCluster(connection.cluster, fitness.sentence);
    },
    findPod: (options) => findPod(connection, options),
    readPod: (options) => readThisPod(connection, options),
    listPods: (options) => listNamespace(connection, options),
    readNamespace: (options) => readNamespace(connection, options),
    preflight: (options) => preflight(connection, options),
    addContainer: (options) => addContainer(connection, options),
    exec: (options) => exec(connection, options),
    execWhenRunning: (options) => execWhenRunning(connection, options),
    followContainer: (options) => followContainer(connection, options, date),
    report: (options) => report(connection, options, date),
    readLog: (options) => readLog(connection, options),
    recordEvent: (options) => recordEvent(connection, options, date),
    release: (options) => release(connection, options),
    // The connections are those of the cluster that this one came from.
    close: async () => undefined,
  };
}
