import type { Mentions } from '../../domain/policy/people.ts';
import { wantsReview } from '../../domain/request/break-glass.ts';
import type { Request } from '../../domain/request/request.ts';
import { commandsText } from '../../domain/request/review-text.ts';
import { shortened } from '../text.ts';
import { aboutPlace } from './about-request.ts';
import { ACTION } from './action-ids.ts';
import { actions, button, context, header, type Message, preformatted, quote, section } from './blocks.ts';
import { acknowledgeButton, GLASS_ICON, glassReviewBlocks } from './glass.ts';
import { linked } from './linked.ts';
import { calledOn } from './mentions.ts';
import { statusOf } from './status.ts';

const COMMANDS_MOST = 1_000;
const STATUS_MOST = 650;

export interface AnnouncementParts {
  /** Where the request's thread is. */
  readonly link?: string;
  /** Whom it calls on; absent for a message to one of them. */
  readonly called?: Mentions;
}

/**
 * Tells of a broken glass where its rule says, and each of those who may review it. It changes when the session is over and
 * when it was reviewed, not with every step: Slack takes 50 updates a minute. Undefined for a request without a plan.
 */
export function announcement(request: Request, { link, called }: AnnouncementParts): Message | undefined {
  const { plan, ask, requester } = request;
  if (!plan) return undefined;
  const open = request.state !== 'ended';
  const status = statusOf(request);
  return {
    text: `Break-glass: ${requester.name} debugs ${plan.pod.name} in ${plan.cluster} without approval`,
    blocks: [
      header(`${GLASS_ICON} Break-glass`),
      section(`${whoDoesWhat(request)}${open && called ? `\n${calledOn(called)}` : ''}`),
      preformatted(shortened(commandsText(plan), COMMANDS_MOST)),
      ...(ask.reason === undefined ? [] : [quote(ask.reason)]),
      ...(open ? [] : [section(shortened(`${status.icon} ${status.text}`, STATUS_MOST))]),
      ...glassReviewBlocks(request),
      ...(link === undefined ? [] : [context(linked(link, 'Open its thread'))]),
      ...(open ? [actions(button(ACTION.end, 'End session', request.id, 'danger'))] : []),
      ...acknowledgeButton(request),
    ],
  };
}

function whoDoesWhat(request: Request): string {
  const ran = wantsReview(request) || request.acknowledged !== undefined;
  const over = ran ? 'debugged' : 'wanted to debug';
  const verb = request.state === 'ended' ? over : 'debugs';
  return `<@${request.requester.slackId}> ${verb} ${aboutPlace(request)} without approval.`;
}
