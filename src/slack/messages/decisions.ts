import { approvalProgress, type Review } from '../../domain/policy/approval.ts';
import type { ApprovalRequirement } from '../../domain/policy/policy.ts';
import type { Plan } from '../../domain/request/plan.ts';
import type { Request } from '../../domain/request/request.ts';
import { escaped, moment, shortened } from '../text.ts';
import { context, type KnownBlock, quotes } from './blocks.ts';

/** The most of the decisions, and of all their reasons together, in characters; how many reasons, from the last. */
const DECISIONS_MOST = 600;
const REASONS_MOST = 500;
const MOST_REASONS = 5;
const NAME_MOST = 40;
/** How many decisions have a line of their own, and how many names fit into one line. */
const MOST_LINES = 4;
const MOST_NAMES = 12;

/** Who decided, when and why and, as long as it is open, who still may. */
export function decisionBlocks(request: Request): KnownBlock[] {
  const lines = request.plan ? decisionLines(request, request.plan) : [];
  if (lines.length === 0) return [];
  return [context(shortened(lines.join('\n'), DECISIONS_MOST)), ...reasonBlocks(request)];
}

/** Who decided and why, without what is still needed. */
export function reviewBlocks({ reviews }: Pick<Request, 'reviews'>): KnownBlock[] {
  if (reviews.length === 0) return [];
  return [context(shortened(reviewLines(reviews).join('\n'), DECISIONS_MOST)), ...reasonBlocks({ reviews })];
}

/** How far the approvals that are needed were given, a line for each. */
export function progressLines(
  approvals: readonly ApprovalRequirement[],
  reviews: readonly Review[],
): readonly string[] {
  return approvalProgress(approvals, reviews).map(
    ({ requirement, given }) =>
      `${progress(given, requirement.count, 'approval')} from ${escaped(requirement.from.join(' or '))}`,
  );
}

/** The reasons that were given, in the words of whoever gave them. */
export function reasonBlocks({ reviews }: Pick<Request, 'reviews'>): KnownBlock[] {
  const given = reviews.filter(({ reason }) => reason !== undefined).slice(-MOST_REASONS);
  if (given.length === 0) return [];
  const most = Math.floor(REASONS_MOST / given.length);
  return [
    quotes(
      given.map(({ reviewer, reason = '' }) =>
        shortened(`${shortened(reviewer.name, NAME_MOST)}: ${reason}`, most),
      ),
    ),
  ];
}

function decisionLines(request: Request, { grant }: Plan): readonly string[] {
  const lines = reviewLines(request.reviews);
  if (request.state !== 'pending') return lines;
  const denied = request.reviews.filter(({ decision }) => decision === 'deny').length;
  return [
    ...lines,
    ...progressLines(grant.approvals, request.reviews),
    ...(grant.denials > 1 ? [progress(denied, grant.denials, 'denial')] : []),
  ];
}

/** A line each while they are few, else a line for all who decided alike. */
function reviewLines(reviews: readonly Review[]): readonly string[] {
  if (reviews.length <= MOST_LINES) return reviews.map((review) => reviewLine([review]));
  return (['approve', 'deny'] as const)
    .map((decision) => reviews.filter((review) => review.decision === decision))
    .filter((alike) => alike.length > 0)
    .map(reviewLine);
}

function reviewLine(alike: readonly Review[]): string {
  const last = alike.at(-1);
  const verb = last?.decision === 'approve' ? ':white_check_mark: approved' : ':no_entry: denied';
  const names = alike.slice(0, MOST_NAMES).map(({ reviewer }) => `<@${reviewer.slackId}>`);
  const more = alike.length > MOST_NAMES ? ` and ${alike.length - MOST_NAMES} more` : '';
  return `${verb} by ${names.join(', ')}${more} ${moment(last?.at ?? 0)}`;
}

function progress(given: number, wanted: number, noun: string): string {
  return `${given} of ${wanted} ${noun}${wanted === 1 ? '' : 's'}`;
}
