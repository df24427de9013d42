import type { types } from '@slack/bolt';
import { reviewerGroups } from '../../domain/policy/approval.ts';
import { wantsReview } from '../../domain/request/break-glass.ts';
import type { Request } from '../../domain/request/request.ts';
import { escaped, moment, shortened } from '../text.ts';
import { ACTION } from './action-ids.ts';
import { actions, button, context, type KnownBlock, quote } from './blocks.ts';

/** What a broken glass is marked with, wherever it is told. */
export const GLASS_ICON = ':rotating_light:';
const GROUPS_MOST = 200;

/** What is said of a broken glass for ever: that nobody approved it, and where its review stands. */
export function glassBlocks(request: Request): KnownBlock[] {
  return glassReviewBlocks(request, `${GLASS_ICON} *Break-glass*: nobody had to approve this. `);
}

/** Where the review of a broken glass stands, after what is said of it. */
export function glassReviewBlocks(request: Request, before = ''): KnownBlock[] {
  const { acknowledged } = request;
  return [
    context(`${before}${reviewStands(request)}`),
    ...(acknowledged?.note === undefined ? [] : [quote(acknowledged.note)]),
  ];
}

/** The button of whoever reviews a broken glass that is over; none where no review is wanted. */
export function acknowledgeButton(request: Request): types.ActionsBlock[] {
  if (!wantsReview(request)) return [];
  return [actions(button(ACTION.acknowledge, 'Acknowledge', request.id, 'primary'))];
}

function reviewStands(request: Request): string {
  const { acknowledged, state, plan } = request;
  if (acknowledged) return `Reviewed by <@${acknowledged.by.slackId}> ${moment(acknowledged.at)}.`;
  if (wantsReview(request)) return '*It waits for review.*';
  if (state === 'ended') return 'Nothing ran, so there is nothing to review.';
  const groups = reviewerGroups(plan?.grant.breakGlass?.reviewers ?? []).join(' or ');
  return `To be reviewed afterwards by ${shortened(escaped(groups), GROUPS_MOST)}.`;
}
