import type { Person } from '../request/person.ts';
import type { Identity } from '../request/plan.ts';
import type { Policy } from './policy.ts';

export type IdentityReading =
  /** `identity` absent: Keyhole's own account. */
  | { readonly kind: 'known'; readonly identity?: Identity }
  | { readonly kind: 'refused'; readonly sentence: string };

/** What fits an HTTP header and is an address: `system:…` users, who are the cluster's own, are not. */
const ADDRESS = /^(?!system:)[\x21-\x7e]+@[\x21-\x7e]+$/;

/** Whom a cluster is to see when Keyhole does what a person asked for. */
export function identityFor(policy: Policy, cluster: string, { email }: Person): IdentityReading {
  const impersonate = Object.hasOwn(policy.clusters, cluster)
    ? policy.clusters[cluster]?.impersonate
    : undefined;
  if (!impersonate) return { kind: 'known' };
  if (email !== undefined && ADDRESS.test(email)) {
    return { kind: 'known', identity: { user: email, groups: impersonate.groups } };
  }
  const lack = email === undefined ? 'shows none' : 'shows one that cannot be a user of the cluster';
  return {
    kind: 'refused',
    sentence: `In ${cluster} you act as the address in your Slack profile, and it ${lack}: have it set and confirmed, then ask again.`,
  };
}
