import type { Config } from '../config.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { KeyholeError } from '../errors.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { lazyCluster } from '../kubernetes/lazy-cluster.ts';
import type { Logger } from '../logger.ts';

export interface ServedClusters {
  readonly clusters: readonly Cluster[];
  /** By name of a cluster: whether there is a way to it. One that has none is tried again each time. */
  readonly usable: () => Readonly<Record<string, boolean>>;
}

/**
 * The clusters that this worker serves. One whose kubeconfig cannot be used is logged and answers with that; the others
 * are served. Throws `ambiguous-cluster` when two are one, and `unknown-cluster`.
 */
export function servedClusters(config: Config, policy: Policy, logger: Logger): ServedClusters {
  const twins = new Twins();
  const clusters = namesOf(config, policy).map((name) => {
    const context = policy.clusters[name]?.context;
    return lazyCluster({
      name,
      logger,
      objection: (server) => twins.objection(name, server),
      ...(context !== undefined && { context }),
      ...(config.kubeconfig !== undefined && { kubeconfig: config.kubeconfig }),
    });
  });
  const usable = () => Object.fromEntries(clusters.map(({ name, server }) => [name, server !== undefined]));
  usable();
  // While nothing is served yet, whoever starts this worker is there to hear of it.
  if (twins.found !== undefined) throw new KeyholeError('ambiguous-cluster', twins.found);
  return { clusters, usable };
}

function namesOf(config: Config, policy: Policy): readonly string[] {
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

/** Two names for one cluster would run in it what was approved for another: the name that came second is not served. */
class Twins {
  readonly #names = new Map<string, string>();
  /** The first objection that there was. */
  found: string | undefined;

  objection(name: string, server: string): string | undefined {
    const first = this.#names.get(server) ?? name;
    this.#names.set(server, first);
    if (first === name) return undefined;
    const sentence = `The clusters ${first} and ${name} of the policy are one and the same here: give each its own context, or name the one that this worker serves in KEYHOLE_CLUSTERS.`;
    this.found ??= sentence;
    return sentence;
  }
}
