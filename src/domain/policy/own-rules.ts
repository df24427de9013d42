import type { Person } from '../request/person.ts';
import { fitsPattern, membershipOf } from './people.ts';
import type { Policy, Rule } from './policy.ts';

/** Where someone wants to know of; absent: everywhere. The cluster by its name, not an alias. */
export interface PolicyPlace {
  readonly cluster?: string;
  readonly namespace?: string;
}

/** A rule that is for someone: they may ask by it, or start at once in an emergency, or both. */
export interface OwnRule {
  readonly rule: Rule;
  readonly may: boolean;
  readonly mayAtOnce: boolean;
}

export interface OwnRules {
  /** In the policy's order. */
  readonly rules: readonly OwnRule[];
  /** Groups that other rules there are for, where Slack did not tell whether this person is in them. */
  readonly unknown: readonly string[];
}

/** The rules that are for someone in a place. */
export function ownRules(policy: Policy, person: Person, place: PolicyPlace): OwnRules {
  const standing = policy.rules
    .filter(({ match }) => holdsAt(match, place))
    .map((rule) => ({ rule, ...standingTo(policy, rule, person) }));
  return {
    rules: standing.filter(({ may, mayAtOnce }) => may || mayAtOnce),
    unknown: [...new Set(standing.flatMap(({ unknown }) => unknown))],
  };
}

function holdsAt({ clusters, namespaces }: Rule['match'], { cluster, namespace }: PolicyPlace): boolean {
  const fits = (patterns: readonly string[], name: string | undefined) =>
    name === undefined || patterns.some((pattern) => fitsPattern(pattern, name));
  return fits(clusters, cluster) && fits(namespaces, namespace);
}

function standingTo(policy: Policy, { requesters, breakGlass }: Rule, person: Person) {
  const asking = membershipOf(policy, requesters, person);
  const breaking = membershipOf(policy, breakGlass?.requesters ?? [], person);
  const may = asking.in.length > 0;
  const mayAtOnce = breaking.in.length > 0;
  const unknown = [...(may ? [] : asking.unknown), ...(mayAtOnce ? [] : breaking.unknown)];
  return { may, mayAtOnce, unknown };
}
