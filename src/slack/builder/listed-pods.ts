import { listPodsTrigger } from '../../domain/request/triggers.ts';
import type { Person } from '../../domain/request/person.ts';
import { FRESH_MS, type PodList, type PodListPlace } from '../../requests/pod-lists.ts';
import type { Gateway } from '../gateway.ts';
import { type ClusterOf, mayAskIn } from './namespaces.ts';

type Listing = Pick<Gateway, 'pods' | 'add' | 'policy' | 'now'>;

/** How often it is looked whether the first list came, in milliseconds. */
const LOOK_MS = 100;

/**
 * What the cluster last told of a namespace's pods, a minute ago at the most; what is older than some seconds, or not
 * there, a worker is asked for. Waits so many milliseconds for the first list. Nothing is asked of a namespace where no
 * rule is for whoever asks. Throws `redis-failed`.
 */
export async function listedPods(
  gateway: Listing,
  { person, cluster, namespace }: { person: Person; cluster: string; namespace: string },
  waitMs: number,
): Promise<PodList | undefined> {
  const policy = gateway.policy();
  const where: ClusterOf = { policy, person, cluster, at: gateway.now() };
  if (!mayAskIn(where, namespace)) return undefined;
  const seenByCluster = policy.clusters[cluster]?.impersonate !== undefined;
  const place: PodListPlace = {
    cluster,
    namespace,
    ...(seenByCluster && { email: person.email ?? '' }),
  };
  const kept = await gateway.pods.read(place);
  if (kept && gateway.now() - kept.at < FRESH_MS) return kept;
  // Whoever has too much listed sees what there is, and keeps no cluster or worker from others.
  if (await gateway.pods.mayAsk(person.slackId)) {
    const id = await gateway.pods.ask(place);
    await gateway.add([listPodsTrigger({ id, cluster })]);
  }
  return kept ?? firstList(gateway, place, waitMs);
}

async function firstList(
  { pods }: Listing,
  place: PodListPlace,
  waitMs: number,
): Promise<PodList | undefined> {
  for (let waited = 0; waited < waitMs; waited += LOOK_MS) {
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS).unref();
    });
    const list = await pods.read(place);
    if (list) return list;
  }
  return undefined;
}
