import type { Mentions } from '../domain/policy/people.ts';
import type { UserGroupMembers } from '../requests/user-groups.ts';

/** How many people are told of one thing at most: it is for those who decide, not for a company. */
const MOST = 50;

/**
 * The Slack ids of those whom a message calls on, as far as they are known by one: named by the policy, or in a Slack user
 * group by what Slack told. Who is named by an address alone is not among them. 50 at most.
 */
export function knownMembers(
  { users, userGroups }: Mentions,
  told: UserGroupMembers | undefined,
): readonly string[] {
  const inGroups = userGroups.flatMap((id) => told?.members[id] ?? []);
  return [...new Set([...users, ...inGroups])].slice(0, MOST);
}
