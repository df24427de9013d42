import type { Mentions } from '../domain/policy/people.ts';
import type { UserGroupMembers } from '../requests/user-groups.ts';

/** How many people are told of one thing at most: it is for those who decide, not for a company. */
const MOST = 50;

/** Those whom a message calls on, as far as they are known by a Slack id. */
export interface KnownMembers {
  /** 50 at most. */
  readonly known: readonly string[];
  /** Whether Slack told who is in the user groups that are called on, if any is. */
  readonly isWhole: boolean;
}

/**
 * Who is called on: named by the policy, or in a Slack user group by what Slack tells now, which is asked only where one is
 * called on. Who is named by an address alone is not among them. Fails as `membershipsNow` does.
 */
export async function knownMembers(
  { users, userGroups }: Mentions,
  membershipsNow: () => Promise<UserGroupMembers | undefined>,
): Promise<KnownMembers> {
  const told = userGroups.length === 0 ? undefined : await membershipsNow();
  const inGroups = userGroups.flatMap((id) => told?.members[id] ?? []);
  return {
    known: [...new Set([...users, ...inGroups])].slice(0, MOST),
    isWhole: userGroups.every((id) => told !== undefined && Object.hasOwn(told.members, id)),
  };
}
