import { type Person, samePerson } from '../request/person.ts';
import { approved, type Review, reviewerGroups } from './approval.ts';
import { membershipOf } from './people.ts';
import type { ApprovalRequirement, Policy } from './policy.ts';

export interface Approval {
  readonly approvals: readonly ApprovalRequirement[];
  readonly selfApproval: boolean;
  readonly reviews: readonly Review[];
  /** Whose own approval does not count without `selfApproval`. */
  readonly askers: readonly Person[];
  /** Someone of the record with the Slack user groups that they are in now. Absent: as they stand in the record. */
  readonly today?: (person: Person) => Person;
}

/** The sentence has no end. */
export type StillApproved = { readonly kind: 'yes' } | { readonly kind: 'no'; readonly sentence: string };

/** Whether those who approved may do so today, and are enough. */
export function stillApproved(
  policy: Policy,
  { approvals, selfApproval, reviews, askers, today = (person) => person }: Approval,
): StillApproved {
  const wanted = reviewerGroups(approvals);
  const counting = reviews
    .filter(({ reviewer }) => selfApproval || !askers.some((asker) => samePerson(reviewer, asker)))
    .map((review) => ({ review, membership: membershipOf(policy, wanted, today(review.reviewer)) }));
  const reviewsToday = counting.map(({ review, membership }) => ({ ...review, groups: membership.in }));
  if (approved(approvals, reviewsToday)) return { kind: 'yes' };
  const untold = new Set(counting.flatMap(({ membership }) => membership.unknown));
  return {
    kind: 'no',
    sentence:
      untold.size > 0
        ? `Slack did not tell who is in ${[...untold].join(' and ')}, so nobody knows whether who approved it still may`
        : 'Someone who approved it may no longer do so under the policy',
  };
}
