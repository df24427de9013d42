import type { Policy } from '../domain/policy/policy.ts';
import type { Person } from '../domain/request/person.ts';
import type { UserGroupMembers } from './user-groups.ts';

/** How old a membership may be that a worker judges by, in milliseconds: the gateways renew it while a request is open. */
const BELIEVED_MS = 120_000;

/** The Slack user groups that a policy names, each once. */
export function namedUserGroups(policy: Policy): readonly string[] {
  const ids = Object.values(policy.people).map(({ slackUserGroup }) => slackUserGroup);
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/**
 * What Slack told of the groups that a policy names, where it may still be believed: no older than `mostMs` milliseconds at
 * `now`, and told of all of them, as the policy may have come to name others since.
 */
export function believed(
  told: UserGroupMembers | undefined,
  policy: Policy,
  now: number,
  mostMs: number,
): UserGroupMembers | undefined {
  if (!told || Math.abs(now - told.at) > mostMs) return undefined;
  return tellsOfAll(told, policy) ? told : undefined;
}

function tellsOfAll({ members }: UserGroupMembers, policy: Policy): boolean {
  return namedUserGroups(policy).every((id) => Object.hasOwn(members, id));
}

/**
 * Someone as of now: with the groups of the policy that they are in; without any where nothing is named, or where Slack told
 * nothing, or not of all that this policy names.
 */
export function withUserGroups(person: Person, policy: Policy, told: UserGroupMembers | undefined): Person {
  const { userGroups: _before, ...who } = person;
  const named = namedUserGroups(policy);
  if (!told || named.length === 0 || !tellsOfAll(told, policy)) return who;
  return { ...who, userGroups: named.filter((id) => told.members[id]?.includes(who.slackId)) };
}

/**
 * Turns people of a record into who they are today, by what the gateways learned from Slack in the last 120 s. Where they
 * learned nothing, nobody is known to be in a user group.
 */
export function peopleToday(
  told: UserGroupMembers | undefined,
  policy: Policy,
  now: number,
): (person: Person) => Person {
  const current = believed(told, policy, now, BELIEVED_MS);
  return (person) => withUserGroups(person, policy, current);
}
