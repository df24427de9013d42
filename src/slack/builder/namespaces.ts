import { isNamespace } from '../../domain/asking/command-line-values.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { rulesThere } from '../../domain/policy/rules-there.ts';
import type { Person } from '../../domain/request/person.ts';

export interface ClusterOf {
  readonly policy: Policy;
  readonly person: Person;
  readonly cluster: string;
  /** Now, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The namespaces that someone can be offered: the cluster's default, those that the policy names, and `others` such as
 * those that they used lately; only where a rule is for them. Keyhole may not list what a cluster has.
 */
export function namespacesFor(where: ClusterOf, others: readonly string[] = []): readonly string[] {
  const { policy, cluster } = where;
  const named = policy.rules.flatMap(({ match }) => match.namespaces);
  const all = [policy.clusters[cluster]?.defaultNamespace ?? '', ...others, ...named];
  return [...new Set(all)].filter((name) => isNamespace(name) && mayAskIn(where, name));
}

/** Whether any rule is for someone in a namespace. */
export function mayAskIn({ policy, person, cluster, at }: ClusterOf, namespace: string): boolean {
  return rulesThere(policy, { requester: person, cluster, namespace, at }).length > 0;
}
