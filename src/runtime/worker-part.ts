import { setTimeout } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Policy } from '../domain/policy.ts';
import { triggersFor } from '../domain/triggers.ts';
import { KeyholeError } from '../errors.ts';
import { prepareRequest } from '../jobs/prepare-request.ts';
import { clusterQueue, sessionsQueue } from '../jobs/queues.ts';
import { redactedCluster } from '../jobs/redacted-cluster.ts';
import { releaseSession } from '../jobs/release-session.ts';
import { runSession } from '../jobs/run-session.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { connectCluster } from '../kubernetes/connect.ts';
import type { Part, PartOptions } from './part.ts';

/** Asks looked into and containers released at once, for each cluster. */
const SHORT_JOBS_AT_ONCE = 20;

/** Serves the queues of the clusters: the only part that holds their credentials. */
export function workerPart({ config, policy, logger, store, redactor, now }: PartOptions): Part {
  const names = servedClusters(config, policy);
  const clusters = names.map((name) => {
    const context = policy.clusters[name]?.context;
    const cluster = connectCluster({
      name,
      logger,
      ...(context !== undefined && { context }),
      ...(config.kubeconfig !== undefined && { kubeconfig: config.kubeconfig }),
    });
    return redactedCluster(cluster, redactor);
  });
  refuseTwins(clusters);
  const requests = store.patientRequests;
  const queues = clusters.flatMap((cluster) => {
    const deps = { requests, cluster, policy: () => policy, now };
    const session = {
      ...deps,
      outputs: store.outputs,
      redactor,
      logger,
      wait: (ms: number) => setTimeout(ms),
      tailEveryMs: 2_000,
      watchEveryMs: 1_000,
      showProgress: async (requestId: string) => {
        const request = await requests.load(requestId);
        if (request)
          await store.scheduler.add(triggersFor(request, now()).filter(({ job }) => job === 'update-thread'));
      },
    };
    const short = { 'prepare-request': prepareRequest(deps), 'release-session': releaseSession(deps) };
    return [
      [clusterQueue(cluster.name), { processors: short, concurrency: SHORT_JOBS_AT_ONCE }],
      [
        sessionsQueue(cluster.name),
        { processors: { 'run-session': runSession(session) }, concurrency: config.concurrency },
      ],
    ] as const;
  });
  return {
    queues: Object.fromEntries(queues),
    checks: {},
    stop: async () => {
      await Promise.all(clusters.map((cluster) => cluster.close()));
    },
  };
}

/** The clusters that this worker serves. */
function servedClusters(config: Config, policy: Policy): readonly string[] {
  const names = config.clusters ?? Object.keys(policy.clusters);
  const unknown = names.filter((name) => !Object.hasOwn(policy.clusters, name));
  if (unknown.length > 0) {
    throw new KeyholeError(
      'unknown-cluster',
      `KEYHOLE_CLUSTERS names ${unknown.join(', ')}, which the policy does not define.`,
    );
  }
  return names;
}

/** Two names for one cluster would run in it what was approved for another. */
function refuseTwins(clusters: readonly Cluster[]): void {
  for (const [index, cluster] of clusters.entries()) {
    const twin = clusters.slice(0, index).find(({ server }) => server === cluster.server);
    if (!twin) continue;
    throw new KeyholeError(
      'ambiguous-cluster',
      `The clusters ${twin.name} and ${cluster.name} of the policy are one and the same here: give each its own context, or name the one that this worker serves in KEYHOLE_CLUSTERS.`,
    );
  }
}
