import type { Reviewable } from '../request/follow-up.ts';
import { type Person, samePerson } from '../request/person.ts';
import type { Request } from '../request/request.ts';
import { mayReview } from './approval.ts';
import { askersOf } from './follow-up-allowed.ts';
import { membershipOf, notTold } from './people.ts';
import type { ApprovalRequirement, Policy } from './policy.ts';
import { stillApproved } from './still-approved.ts';

export type ExtensionJudgement =
  | {
      readonly kind: 'allowed';
      /** Whose approval it takes, as the session itself did; none: it is given at once. */
      readonly needs: readonly ApprovalRequirement[];
    }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * Whether someone may ask for an open session to last longer: its requester, whom the rule lets run commands in it, and whoever
 * may decide such a request. Of a session that may still start (still-allowed.ts), which is for the caller to ask.
 */
export function judgeExtension(policy: Policy, { plan, requester }: Request, by: Person): ExtensionJudgement {
  if (!plan) return refused('This request has no session, so there is nothing to extend.');
  const { approvals, alsoRun = [], selfApproval, breakGlass } = plan.grant;
  const allowed: ExtensionJudgement = { kind: 'allowed', needs: approvals };
  if (samePerson(by, requester)) return allowed;
  const { in: groups, unknown } = membershipOf(policy, alsoRun, by);
  if (groups.length > 0) return allowed;
  const deciding = { requester, selfApproval, approvals: breakGlass?.reviewers ?? approvals };
  if (mayReview(policy, deciding, by).kind === 'may') return allowed;
  if (unknown.length > 0) return refused(`${notTold(unknown)}.`);
  const others = alsoRun.length === 0 ? '' : `, who is in ${alsoRun.join(' or ')}`;
  return refused(
    `Only ${requester.name}${others} and those who may decide this request can ask for more time, so nothing was changed.`,
  );
}

/** Why an extension may not be given now, with who asked for it and who approved it as they stand today; undefined where it may. */
export function whyNotExtended(
  policy: Policy,
  request: Request,
  { by, reviews }: Reviewable,
  today: (person: Person) => Person,
): string | undefined {
  const judgement = judgeExtension(policy, request, today(by));
  if (judgement.kind === 'refused') return judgement.sentence;
  const approval = stillApproved(policy, {
    approvals: judgement.needs,
    selfApproval: request.plan?.grant.selfApproval ?? false,
    reviews,
    askers: askersOf(request, by).map(today),
    today,
  });
  return approval.kind === 'yes' ? undefined : `${approval.sentence}.`;
}

function refused(sentence: string): ExtensionJudgement {
  return { kind: 'refused', sentence };
}
