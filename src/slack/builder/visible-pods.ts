import { tellsPodsApart } from '../../domain/policy/looks-at.ts';
import { anyRuleThere } from '../../domain/policy/rules-there.ts';
import type { ListedPod } from '../../requests/pod-lists.ts';
import { type ClusterOf, mayAskIn } from './namespaces.ts';

/** How long judging pods may take in all, in milliseconds: the gateway does nothing else meanwhile. */
const MOST_MS = 500;

/** The pods of a namespace that some rule could give to someone: of others they are not even to learn the names. */
export function visiblePods(
  where: ClusterOf & { readonly namespace: string },
  pods: readonly ListedPod[],
  clock: () => number,
): readonly ListedPod[] {
  const { policy, person: requester, cluster, namespace, at } = where;
  if (!mayAskIn(where, namespace)) return [];
  if (!tellsPodsApart(policy)) return pods;
  const until = clock() + MOST_MS;
  return pods.filter(
    ({ pod }) => clock() < until && anyRuleThere(policy, { requester, cluster, namespace, at, pod }),
  );
}
