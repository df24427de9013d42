import { approvalProgress } from '../../domain/policy/approval.ts';
import type { Plan } from '../../domain/request/plan.ts';
import type { Request } from '../../domain/request/request.ts';
import { escaped, moment } from '../text.ts';

/** Who decided and when and, as long as it is open, who still may; a line each. */
export function decisionLines(request: Request, plan: Plan): readonly string[] {
  const lines = request.reviews.map(({ reviewer, decision, at }) => {
    const verb = decision === 'approve' ? ':white_check_mark: approved' : ':no_entry: denied';
    return `${verb} by <@${reviewer.slackId}> ${moment(at)}`;
  });
  if (request.state !== 'pending') return lines;
  return [
    ...lines,
    ...approvalProgress(plan.grant.approvals, request.reviews).map(
      ({ requirement, given }) =>
        `${given} of ${requirement.count} ${requirement.count === 1 ? 'approval' : 'approvals'} from ${escaped(requirement.from.join(' or '))}`,
    ),
  ];
}
