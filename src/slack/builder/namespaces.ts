import { isNamespace } from '../../domain/asking/command-line-values.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { anyRuleThere } from '../../domain/policy/rules-there.ts';
import type { Person } from '../../domain/request/person.ts';
import { MOST_OPTIONS } from '../modals/builder-options.ts';

export interface ClusterOf {
  readonly policy: Policy;
  readonly person: Person;
  readonly cluster: string;
  /** Now, in milliseconds since the epoch. */
  readonly at: number;
}

/** Which namespaces are wanted, and how many of them: each is judged by every rule until one fits. */
export interface WantedNamespaces {
  /** Such as those that someone used lately. */
  readonly others?: readonly string[];
  /** What stands in their names. */
  readonly typed?: string;
  /** As many as a menu holds, if not said. */
  readonly most?: number;
}

/**
 * The namespaces that someone can be offered: the cluster's default, others, and those that the policy names; only where a
 * rule is for them. Keyhole may not list what a cluster has.
 */
export function namespacesFor(
  where: ClusterOf,
  { others = [], typed = '', most = MOST_OPTIONS }: WantedNamespaces = {},
): readonly string[] {
  const { policy, cluster } = where;
  const named = policy.rules.flatMap(({ match }) => match.namespaces);
  const all = new Set([policy.clusters[cluster]?.defaultNamespace ?? '', ...others, ...named]);
  const found: string[] = [];
  for (const name of all) {
    if (found.length >= most) break;
    if (name.includes(typed) && isNamespace(name) && mayAskIn(where, name)) found.push(name);
  }
  return found;
}

/** Whether any rule is for someone in a namespace. */
export function mayAskIn({ policy, person, cluster, at }: ClusterOf, namespace: string): boolean {
  return anyRuleThere(policy, { requester: person, cluster, namespace, at });
}
