import type { Request } from '../request/request.ts';
import { reviewerGroups } from './approval.ts';
import { type Mentions, mentionsOf } from './people.ts';
import type { Policy, Rule } from './policy.ts';

/** How those who may decide hear of a request, by the policy as it stands; of a rule that is gone as most rules have it. */
export function noticeFor({ rules }: Policy, { plan }: Request): Rule['notify'] {
  return rules.find(({ name }) => name === plan?.grant.rule)?.notify ?? 'thread';
}

/** Who may still decide on a request, as far as Slack can call on them. */
export function waitedFor(policy: Policy, request: Request): Mentions {
  const mentions = mentionsOf(policy, reviewerGroups(request.plan?.grant.approvals ?? []));
  return { ...mentions, users: mentions.users.filter((slackId) => isWaitedFor(request, slackId)) };
}

/** Whether someone who may decide on a request has not done so; whoever asked for it waits themselves. */
export function isWaitedFor({ requester, reviews }: Request, slackId: string): boolean {
  return [requester, ...reviews.map(({ reviewer }) => reviewer)].every((done) => done.slackId !== slackId);
}
