import { KeyholeError } from '../errors.ts';
import { brokenCluster } from './broken-cluster.ts';
import type { Cluster } from './cluster.ts';
import { connectCluster, type ConnectOptions } from './connect.ts';

export interface LazyClusterOptions extends ConnectOptions {
  /**
   * Asked with the API server's address before it is used for the first time: a sentence on why not, such as that
   * another cluster has the same, or undefined.
   */
  readonly objection?: (server: string) => string | undefined;
}

/**
 * A cluster that is connected when that is possible: while its kubeconfig is missing or broken, every method answers
 * with a sentence that says so, and the next use tries again. One bad kubeconfig thus hurts no other cluster.
 */
export function lazyCluster({ objection, ...options }: LazyClusterOptions): Cluster {
  const { name, logger } = options;
  let connected: Cluster | undefined;
  let told: string | undefined;
  const broken = (sentence: string): Cluster => {
    if (sentence !== told) logger.warn({ cluster: name, reason: sentence }, 'cluster not usable');
    told = sentence;
    return brokenCluster(name, sentence);
  };
  const use = (): Cluster => {
    if (connected) return connected;
    let made: Cluster;
    try {
      made = connectCluster(options);
    } catch (error) {
      if (error instanceof KeyholeError && error.code === 'cluster-config') return broken(error.message);
      throw error;
    }
    const sentence = made.server === undefined ? undefined : objection?.(made.server);
    if (sentence !== undefined) return broken(sentence);
    connected = made;
    return made;
  };
  return {
    name,
    get server() {
      return use().server;
    },
    as: (identity) => use().as(identity),
    findPod: (search) => use().findPod(search),
    readPod: (pod) => use().readPod(pod),
    listPods: (asked) => use().listPods(asked),
    readNamespace: (namespace) => use().readNamespace(namespace),
    preflight: (asked) => use().preflight(asked),
    addContainer: (addition) => use().addContainer(addition),
    exec: (command) => use().exec(command),
    execWhenRunning: (command) => use().execWhenRunning(command),
    followContainer: (followed) => use().followContainer(followed),
    report: (container) => use().report(container),
    readLog: (log) => use().readLog(log),
    recordEvent: (event) => use().recordEvent(event),
    release: (container) => use().release(container),
    close: async () => connected?.close(),
  };
}
