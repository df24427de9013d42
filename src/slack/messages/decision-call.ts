import type { Request } from '../../domain/request/request.ts';
import { shortened } from '../text.ts';
import { aboutRequest } from './about-request.ts';
import { decideButtons } from './card-buttons.ts';
import { whatIsDecided } from './card.ts';
import { actions, context, header, type Message, section } from './blocks.ts';
import { decisionBlocks } from './decisions.ts';
import { linked } from './linked.ts';
import { type Status, statusOf } from './status.ts';

const STATUS_MOST = 650;
const ABOUT_MOST = 700;

/**
 * A request in a direct message to someone who may decide on it: as long as it waits all that its card shows, then no more
 * than what was decided. It does not follow the session: Slack takes 50 updates a minute. Undefined without a plan.
 */
export function decisionCall(request: Request, link: string | undefined): Message | undefined {
  const { plan, requester, state } = request;
  if (!plan) return undefined;
  const where = link === undefined ? [] : [context(linked(link, 'Open its thread'))];
  const what = `${requester.name} asks to debug ${plan.pod.name} in ${plan.cluster}`;
  if (state !== 'pending') {
    const { icon, text, plain } = outcomeOf(request);
    return {
      text: `${what}: ${plain}`,
      blocks: [
        section(shortened(`${icon} ${text}`, STATUS_MOST)),
        section(shortened(aboutRequest(request), ABOUT_MOST)),
        ...decisionBlocks(request),
        ...where,
      ],
    };
  }
  const { icon, text } = statusOf(request);
  return {
    text: `${what}: you may decide`,
    blocks: [
      header(`Debug ${plan.pod.name}`),
      section(shortened(`${icon} ${text}`, STATUS_MOST)),
      ...whatIsDecided(request, plan),
      ...decisionBlocks(request),
      actions(...decideButtons(request.id, plan)),
      ...where,
    ],
  };
}

/** What became of the decision, and nothing of what follows it. */
function outcomeOf(request: Request): Status {
  return request.decidedAt === undefined || request.outcome === 'denied'
    ? statusOf(request)
    : { icon: ':white_check_mark:', text: '*Approved*', plain: 'approved' };
}
