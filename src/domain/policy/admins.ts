import type { Person } from '../request/person.ts';
import { membershipOf, notTold } from './people.ts';
import type { Policy } from './policy.ts';

export type FreezeRight = { readonly kind: 'may' } | { readonly kind: 'may-not'; readonly sentence: string };

/** Whether someone may freeze and unfreeze all of Keyhole: only the policy's admins. */
export function mayFreeze(policy: Policy, person: Person): FreezeRight {
  const { admins } = policy;
  const membership = membershipOf(policy, admins, person);
  if (membership.in.length > 0) return { kind: 'may' };
  const sentence =
    admins.length === 0
      ? 'The policy names no admins, so nobody may freeze Keyhole: have whoever keeps it add `admins`.'
      : membership.unknown.length > 0
        ? `${notTold(membership.unknown)}.`
        : `Only ${admins.join(' or ')} may freeze Keyhole, and you are not among them.`;
  return { kind: 'may-not', sentence };
}
