import { identityFor } from '../../domain/policy/identity.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Cluster, FoundPod } from '../../kubernetes/cluster.ts';
import {
  FRESH_MS,
  type ListedPod,
  type PodList,
  type PodListPlace,
  type PodLists,
} from '../../requests/pod-lists.ts';
import type { Redactor } from '../../transcript/redactor.ts';
import { lookAtLabels, type LookedAtLabels, plannedPod } from '../planned-pod.ts';
import type { Processor } from '../workers.ts';

/** How long the cluster may take, in milliseconds: whoever waits has typed on by then. */
const LIST_MS = 10_000;
/** The most pods that are kept of one namespace: a few hundred bytes each. */
const MOST_PODS = 1_000;

interface ListPodsDeps {
  readonly cluster: Cluster;
  readonly podLists: PodLists;
  readonly policy: () => Policy;
  readonly redactor: Redactor;
  readonly now: () => number;
}

/**
 * Lists a namespace's pods for whoever is choosing one: as the person where the cluster sees who asks, and without what
 * looks like a secret. Which of them somebody may see, the gateway judges.
 */
export function listPodsOf(deps: ListPodsDeps): Processor {
  return async (id, signal) => {
    const place = await deps.podLists.asked(id);
    if (place?.cluster !== deps.cluster.name) return;
    const kept = await deps.podLists.read(place);
    const at = deps.now();
    if (kept && at - kept.at < FRESH_MS) return;
    const list = await listOf(deps, place, AbortSignal.any([signal, AbortSignal.timeout(LIST_MS)]));
    // What a stopped worker has is no answer of the cluster; the next keystroke asks another one.
    if (!signal.aborted) await deps.podLists.write(place, { ...list, at });
  };
}

type Listed = PodList extends infer List ? (List extends PodList ? Omit<List, 'at'> : never) : never;

async function listOf(deps: ListPodsDeps, place: PodListPlace, signal: AbortSignal): Promise<Listed> {
  const policy = deps.policy();
  const { namespace, cluster, email } = place;
  const actAs = identityFor(policy, cluster, {
    slackId: '',
    name: '',
    // Whose profile shows none.
    ...(email !== undefined && email !== '' && { email }),
  });
  if (actAs.kind === 'refused') return { kind: 'failed', sentence: actAs.sentence };
  const looking = await lookAtLabels(deps.cluster, policy, namespace, signal);
  if (looking.kind === 'failed') return looking;
  if (looking.kind === 'no-namespace') return { kind: 'pods', pods: [], cut: false };
  const listing = await deps.cluster.as(actAs.identity).listPods({ namespace, most: MOST_PODS, signal });
  if (listing.kind === 'failed') return listing;
  const pods = listing.pods.map((pod) => listedPod(pod, looking.labels));
  return { kind: 'pods', pods: await withoutSecrets(pods, deps.redactor), cut: listing.cut };
}

function listedPod(pod: FoundPod, lookedAt: LookedAtLabels): ListedPod {
  const { phase, ready, restarts, containers } = pod;
  return {
    pod: plannedPod(pod, lookedAt),
    phase,
    ready,
    restarts,
    containers: containers.map(({ name }) => name),
  };
}

/** What holds a secret cannot be chosen by its masked name, so it is left out. All at once first: there hardly ever is one. */
async function withoutSecrets(pods: readonly ListedPod[], redactor: Redactor): Promise<readonly ListedPod[]> {
  const holdsOne = async (some: readonly ListedPod[]) =>
    (await redactor.redact(some.map((each) => JSON.stringify(each, undefined, 1)).join('\n'))).count > 0;
  if (!(await holdsOne(pods))) return pods;
  const held = await Promise.all(pods.map((pod) => holdsOne([pod])));
  return pods.filter((_, index) => held[index] !== true);
}
