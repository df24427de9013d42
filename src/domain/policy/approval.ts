import { membershipOf, notTold } from './people.ts';
import { type Person, samePerson } from '../request/person.ts';
import type { GrantedBreakGlass } from './judge.ts';
import type { ApprovalRequirement, Policy } from './policy.ts';

/** One person's approve or deny, with the groups that they were in when they decided. */
export interface Review {
  readonly reviewer: Person;
  readonly decision: 'approve' | 'deny';
  readonly groups: readonly string[];
  /** Why, in their own words. */
  readonly reason?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How far each requirement is met. */
export interface ApprovalProgress {
  readonly requirement: ApprovalRequirement;
  readonly given: number;
}

/** Everyone whom the requirements name, each group once. */
export function reviewerGroups(approvals: readonly ApprovalRequirement[]): readonly string[] {
  return [...new Set(approvals.flatMap((requirement) => requirement.from))];
}

export type ReviewRight =
  | { readonly kind: 'may'; readonly groups: readonly string[] }
  | { readonly kind: 'may-not'; readonly sentence: string };

/** Whether someone may review a request now, by the policy as it stands at the click. */
export function mayReview(
  policy: Policy,
  request: {
    readonly requester: Person;
    readonly approvals: readonly ApprovalRequirement[];
    readonly selfApproval: boolean;
  },
  person: Person,
): ReviewRight {
  const wanted = reviewerGroups(request.approvals);
  if (wanted.length === 0) {
    return { kind: 'may-not', sentence: 'Nobody has to approve this, so there is nothing to decide.' };
  }
  if (!request.selfApproval && samePerson(request.requester, person)) {
    return {
      kind: 'may-not',
      sentence: `You asked for this yourself, so someone else has to decide: ${wanted.join(' or ')}.`,
    };
  }
  const { in: groups, unknown } = membershipOf(policy, wanted, person);
  if (groups.length === 0) {
    return {
      kind: 'may-not',
      sentence:
        unknown.length > 0
          ? `${notTold(unknown)}.`
          : `Only ${wanted.join(' or ')} may decide this request, and you are not among them.`,
    };
  }
  return { kind: 'may', groups };
}

/**
 * Whether someone may review a broken glass after its session, by the policy as it stands at the click: whose approval it
 * would have taken, and never whoever asked, whatever the rule says of their own approval.
 */
export function mayAcknowledge(
  policy: Policy,
  request: {
    readonly requester: Person;
    readonly plan?: { readonly grant: { readonly breakGlass?: GrantedBreakGlass } };
  },
  person: Person,
): ReviewRight {
  const approvals = request.plan?.grant.breakGlass?.reviewers;
  if (!approvals) {
    return { kind: 'may-not', sentence: 'This started with its approvals, so there is nothing to review.' };
  }
  return mayReview(policy, { requester: request.requester, approvals, selfApproval: false }, person);
}

/**
 * How far the approvals given meet the requirements, each person counting once in all. Someone in two groups counts
 * where it brings the request furthest, so people are matched to places (augmenting paths), not taken greedily.
 */
export function approvalProgress(
  approvals: readonly ApprovalRequirement[],
  reviews: readonly Review[],
): readonly ApprovalProgress[] {
  const places = approvals.flatMap((requirement, index) =>
    Array.from({ length: requirement.count }, () => ({ index, from: requirement.from })),
  );
  const people = reviews.filter((review) => review.decision === 'approve');
  const taken = new Map<number, number>();
  const seat = (person: number, tried: Set<number>): boolean =>
    places.some((place, at) => {
      if (tried.has(at) || !people[person]?.groups.some((group) => place.from.includes(group))) return false;
      tried.add(at);
      const holder = taken.get(at);
      if (holder !== undefined && !seat(holder, tried)) return false;
      taken.set(at, person);
      return true;
    });
  for (const person of people.keys()) seat(person, new Set());
  return approvals.map((requirement, index) => ({
    requirement,
    given: places.filter((place, at) => place.index === index && taken.has(at)).length,
  }));
}

/** Whether every requirement is met. No requirement at all is met: a rule says that on purpose. */
export function approved(approvals: readonly ApprovalRequirement[], reviews: readonly Review[]): boolean {
  return approvalProgress(approvals, reviews).every(({ requirement, given }) => given >= requirement.count);
}
