import { type ApprovalProgress, approvalProgress, type Review, reviewerGroups } from './approval.ts';
import { groupNamed, groupsOf } from './people.ts';
import type { Policy, Rule } from './policy.ts';
import type { PolicyProblem } from './policy-problems.ts';

/** Approvals that nobody could ever give, and break-glass that nobody could review afterwards. */
export function impossibleApprovals(policy: Policy): PolicyProblem[] {
  return policy.rules.flatMap((rule, index) => {
    const lack = lackOfPeople(policy, rule);
    return [
      ...(lack === undefined ? [] : [{ path: ['rules', index, 'approvals'], message: lack }]),
      ...(rule.breakGlass && rule.approvals.length === 0 ? [breakGlassWithoutReviewers(index)] : []),
    ];
  });
}

function breakGlassWithoutReviewers(index: number): PolicyProblem {
  const message = 'needs approvals in its rule: whoever would give them reviews it afterwards';
  return { path: ['rules', index, 'breakGlass'], message, atKey: true };
}

/**
 * What a rule's approvals lack, whoever asks; told from groups that name Slack ids alone. How many an address pattern or
 * a Slack user group stands for nobody knows beforehand, so what those may give is taken to be given by others.
 */
function lackOfPeople(policy: Policy, rule: Rule): string | undefined {
  const approvals = rule.approvals.filter(({ from }) => idsOf(policy, from) !== undefined);
  const groups = reviewerGroups(approvals);
  const people = idsOf(policy, groups) ?? [];
  const lackOf = (without?: string) => {
    const given = people.filter((id) => id !== without).map((id) => approvalBy(policy, groups, id));
    return approvalProgress(approvals, given).find((each) => each.given < each.requirement.count);
  };
  const lack = lackOf();
  if (lack) return told(lack, 'nobody counts twice');
  const requesters = rule.selfApproval ? undefined : idsOf(policy, rule.requesters);
  const [first] = requesters ?? [];
  const alone = first === undefined ? undefined : lackOf(first);
  return alone && requesters?.every((id) => lackOf(id))
    ? told(alone, 'whoever asks does not count (selfApproval)')
    : undefined;
}

function told({ requirement: { from, count }, given }: ApprovalProgress, why: string): string {
  return `can never all be given: of ${from.join(' or ')} ${count} must approve, and ${given} can, as ${why}`;
}

function approvalBy(policy: Policy, groups: readonly string[], slackId: string): Review {
  const reviewer = { slackId, name: slackId };
  return { reviewer, decision: 'approve', groups: groupsOf(policy, groups, reviewer), at: 0 };
}

/** The Slack ids that some groups name, each once; undefined where one of them may have other members, too. */
function idsOf(policy: Policy, groups: readonly string[]): readonly string[] | undefined {
  const members = groups.map((group) => groupNamed(policy, group));
  const areAllKnown = members.every((each) => each?.emails.length === 0 && each.slackUserGroup === undefined);
  return areAllKnown ? [...new Set(members.flatMap((each) => each?.slackUsers ?? []))] : undefined;
}
