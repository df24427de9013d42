import { type Command, readCommand } from '../asking/command.ts';
import { judgeCommand } from '../commands/judge-command.ts';
import type { FollowUp, Reviewable } from '../request/follow-up.ts';
import { type Person, samePerson } from '../request/person.ts';
import type { Identity } from '../request/plan.ts';
import type { Request } from '../request/request.ts';
import { mayReview, type ReviewRight } from './approval.ts';
import type { ApprovalRequirement, Policy } from './policy.ts';
import { identityFor } from './identity.ts';
import { membershipOf, notTold } from './people.ts';
import { stillApproved } from './still-approved.ts';

export type FollowUpJudgement =
  | {
      readonly kind: 'allowed';
      /** Whose approval it takes; none: it may run at once. */
      readonly needs: readonly ApprovalRequirement[];
      /** Whom the cluster is to see; absent, Keyhole's own account. */
      readonly actAs?: Identity;
    }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * Whether someone may run a command in an open session, by the rule that granted it as it stands now, and whose approval that
 * takes. Where the rule says nothing of commands it takes what the session took. Of a session that may still start
 * (still-allowed.ts), which is for the caller to ask.
 */
export function judgeFollowUp(
  policy: Policy,
  { plan, requester, cluster, ask }: Request,
  by: Person,
  command: Command,
): FollowUpJudgement {
  const rule = policy.rules.find(({ name }) => name === plan?.grant.rule);
  if (!plan || !rule) return refused('The rule that granted this session is not in the policy any more.');
  const { approvals, alsoRun = [] } = plan.grant;
  const notThem = samePerson(by, requester) ? undefined : whyNotThem(policy, requester, alsoRun, by);
  if (notThem !== undefined) return refused(notThem);
  const identity = identityFor(policy, cluster, by);
  if (identity.kind === 'refused') return identity;
  const allowed = (needs: readonly ApprovalRequirement[]): FollowUpJudgement => ({
    kind: 'allowed',
    needs,
    ...(identity.identity && { actAs: identity.identity }),
  });
  if (!rule.commands) return allowed(approvals);
  const verdict = judgeCommand(rule.commands, command, { env: ask.env !== undefined });
  if (verdict.kind === 'allow') return allowed([]);
  const sentence = `The rule "${rule.name}" ${verdict.sentence}`;
  if (verdict.kind === 'refuse') return refused(`${sentence}.`);
  // Of a broken glass, too: the command waits, and holds up nothing.
  return rule.approvals.length > 0
    ? allowed(rule.approvals)
    : refused(`${sentence}, and nobody approves under it.`);
}

export type FollowUpStillAllowed =
  | { readonly kind: 'yes'; readonly argv: readonly string[]; readonly actAs?: Identity }
  | { readonly kind: 'no'; readonly sentence: string };

/** Whether a run that was asked for may start now: judged anew, from what was typed, with those who approved it as they stand today. */
export function followUpStillAllowed(
  policy: Policy,
  request: Request,
  { by, text, reviews }: FollowUp,
  today: (person: Person) => Person,
): FollowUpStillAllowed {
  const reading = readCommand(text);
  if (reading.kind === 'invalid') return { kind: 'no', sentence: reading.sentence };
  const judgement = judgeFollowUp(policy, request, today(by), reading.command);
  if (judgement.kind === 'refused') return { kind: 'no', sentence: judgement.sentence };
  const { needs, actAs } = judgement;
  const approval = stillApproved(policy, {
    approvals: needs,
    selfApproval: request.plan?.grant.selfApproval ?? false,
    reviews,
    askers: askersOf(request, by).map(today),
    today,
  });
  if (approval.kind === 'no') return { kind: 'no', sentence: `${approval.sentence}; it was not run.` };
  return { kind: 'yes', argv: reading.command.argv, ...(actAs && { actAs }) };
}

/** Those of whom none approves a run unless its rule lets them approve their own: who wants it, and whose session it is. */
export function askersOf({ requester }: Request, by: Person): readonly Person[] {
  return samePerson(requester, by) ? [requester] : [by, requester];
}

/** Whether someone may decide on a run now, or on more time, by the policy as it stands. */
export function mayReviewRun(
  policy: Policy,
  request: Request,
  { by, needs: approvals }: Reviewable,
  person: Person,
): ReviewRight {
  const selfApproval = request.plan?.grant.selfApproval ?? false;
  let right: ReviewRight = { kind: 'may', groups: [] };
  for (const requester of askersOf(request, by)) {
    right = mayReview(policy, { requester, approvals, selfApproval }, person);
    if (right.kind === 'may-not') break;
  }
  return right;
}

function whyNotThem(
  policy: Policy,
  requester: Person,
  alsoRun: readonly string[],
  by: Person,
): string | undefined {
  const { in: groups, unknown } = membershipOf(policy, alsoRun, by);
  if (groups.length > 0) return undefined;
  if (unknown.length > 0) return `${notTold(unknown)}.`;
  const others = alsoRun.length === 0 ? '' : `, and who is in ${alsoRun.join(' or ')},`;
  return `Only ${requester.name}${others} may run commands in this session: ask for one of your own with \`/debug\`.`;
}

function refused(sentence: string): FollowUpJudgement {
  return { kind: 'refused', sentence };
}
