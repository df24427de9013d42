import type { Person } from '../request/person.ts';
import type { Policy } from './policy.ts';

/** Whether a text fits a pattern in which `*` stands for anything. */
export function fitsPattern(pattern: string, text: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  const last = parts.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  // Each part as early as it can be leaves the most for those after it. No regular expression: many `*` make those slow.
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** Which of some groups of people someone is in, and of which it cannot be said because Slack did not tell. */
export interface Membership {
  readonly in: readonly string[];
  readonly unknown: readonly string[];
}

/** Which of the named groups someone belongs to, by the policy as it stands. An undefined group has no members. */
export function membershipOf(policy: Policy, groups: readonly string[], person: Person): Membership {
  const standing = new Map(groups.map((group) => [group, standingIn(groupNamed(policy, group), person)]));
  const those = (wanted: Standing) => groups.filter((group) => standing.get(group) === wanted);
  return { in: those('in'), unknown: those('unknown') };
}

/** The named groups that someone surely belongs to. */
export function groupsOf(policy: Policy, groups: readonly string[], person: Person): readonly string[] {
  return membershipOf(policy, groups, person).in;
}

/** Why it cannot be said whether someone is in these groups, in words that go on a sentence or are one. */
export function notTold(groups: readonly string[]): string {
  return `Slack did not tell who is in ${groups.join(' and ')}: try again in a minute`;
}

/** Whom a message that calls on groups of people can mention. */
export interface Mentions {
  /** Slack user ids. */
  readonly users: readonly string[];
  /** Ids of Slack user groups. */
  readonly userGroups: readonly string[];
  /** Groups of the policy with members, known by their addresses, whom Slack cannot mention. */
  readonly names: readonly string[];
}

/** Whom to mention for the named groups of people, each once. */
export function mentionsOf(policy: Policy, groups: readonly string[]): Mentions {
  const members = groups.map((group) => ({ group, named: groupNamed(policy, group) }));
  return {
    users: [...new Set(members.flatMap(({ named }) => named?.slackUsers ?? []))],
    userGroups: [...new Set(members.flatMap(({ named }) => named?.slackUserGroup ?? []))],
    names: [
      ...new Set(members.flatMap(({ group, named }) => (!named || named.emails.length > 0 ? group : []))),
    ],
  };
}

type People = Policy['people'][string];
type Standing = 'in' | 'out' | 'unknown';

/** The members that the policy gives a group; undefined where it defines no such group. */
export function groupNamed(policy: Policy, group: string): People | undefined {
  return Object.hasOwn(policy.people, group) ? policy.people[group] : undefined;
}

function standingIn(members: People | undefined, person: Person): Standing {
  if (!members) return 'out';
  const { slackUsers, emails, slackUserGroup } = members;
  const email = person.email?.toLowerCase();
  if (slackUsers.includes(person.slackId)) return 'in';
  if (email !== undefined && emails.some((pattern) => fitsPattern(pattern.toLowerCase(), email))) return 'in';
  if (slackUserGroup === undefined) return 'out';
  if (!person.userGroups) return 'unknown';
  return person.userGroups.includes(slackUserGroup) ? 'in' : 'out';
}
