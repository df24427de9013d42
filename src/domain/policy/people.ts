import type { Person } from '../request/person.ts';
import type { Policy } from './policy.ts';

/** Whether a text fits a pattern in which `*` stands for anything. */
export function fitsPattern(pattern: string, text: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** Which of the named groups of people someone belongs to, by the policy as it stands. An unknown group has no members. */
export function groupsOf(policy: Policy, groups: readonly string[], person: Person): readonly string[] {
  return groups.filter((group) => {
    const members = Object.hasOwn(policy.people, group) ? policy.people[group] : undefined;
    if (!members) return false;
    if (members.slackUsers.includes(person.slackId)) return true;
    const email = person.email?.toLowerCase();
    return email !== undefined && members.emails.some((pattern) => fitsPattern(pattern.toLowerCase(), email));
  });
}
