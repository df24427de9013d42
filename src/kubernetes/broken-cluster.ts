import type { Cluster } from './cluster.ts';

/** A cluster that cannot be spoken with: every method answers with the sentence that says why. */
export function brokenCluster(name: string, sentence: string): Cluster {
  const failed = { kind: 'failed', sentence } as const;
  const refused = { kind: 'refused', sentence } as const;
  const cluster: Cluster = {
    name,
    server: undefined,
    as: () => cluster,
    findPod: async () => failed,
    readPod: async () => failed,
    listPods: async () => failed,
    readNamespace: async () => failed,
    preflight: async () => refused,
    addContainer: async () => refused,
    exec: async () => ({ ...refused, retryable: false }),
    execWhenRunning: async () => ({ ...refused, retryable: false }),
    // The container may have been started by another worker, and run.
    followContainer: async () => ({ kind: 'lost', sentence }),
    report: async () => failed,
    readLog: async () => failed,
    recordEvent: async () => failed,
    release: async () => failed,
    close: async () => undefined,
  };
  return cluster;
}
