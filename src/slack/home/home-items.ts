import type { types } from '@slack/bolt';
import type { RunOf } from '../../domain/policy/concerns.ts';
import type { Request } from '../../domain/request/request.ts';
import { COMMANDS_MOST, visible } from '../../domain/request/review-text.ts';
import { aboutPlace, aboutRequest } from '../messages/about-request.ts';
import { ACTION } from '../messages/action-ids.ts';
import { actions, button, context, type KnownBlock, preformatted, section } from '../messages/blocks.ts';
import { decideButtons, whatEnds } from '../messages/card-buttons.ts';
import { whatIsDecided } from '../messages/card.ts';
import { decisionBlocks, progressLines } from '../messages/decisions.ts';
import { GLASS_ICON } from '../messages/glass.ts';
import { linked } from '../messages/linked.ts';
import { statusOf } from '../messages/status.ts';
import { code, moment, shortened } from '../text.ts';

/** Where threads are, by the request's id; what is not known has none. */
export type Links = Readonly<Record<string, string>>;

const POD_MOST = 253;
const STATUS_MOST = 400;
const ABOUT_MOST = 700;
/** The most of one line of what is over, in characters: with moment and link five of them fit into a section. */
const OVER_MOST = 350;
const LINES_A_SECTION = 5;

/** A request that waits for this person, with all that its card shows: nobody approves what they cannot see. */
export function toDecide(request: Request, links: Links): readonly KnownBlock[] {
  const { id, plan, place } = request;
  if (!plan) return [];
  return [
    section(
      `*Debug* ${code(shortened(visible(plan.pod.name), POD_MOST))} · <#${place.channel}>${threadOf(request, links)}\n${statusText(request)}`,
    ),
    ...whatIsDecided(request, plan),
    ...decisionBlocks(request),
    actions(...decideButtons(id, plan)),
    { type: 'divider' },
  ];
}

/** A command in an open session that waits for this person, all of it. */
export function runToDecide({ request, run: index }: RunOf, links: Links): readonly KnownBlock[] {
  const run = request.runs[index];
  if (!run?.followUp) return [];
  const { by, needs, reviews } = run.followUp;
  const value = `${request.id} ${index}`;
  return [
    section(
      `<@${by.slackId}> wants to run this in the open session on ${aboutPlace(request)}${threadOf(request, links)}:`,
    ),
    preformatted(shortened(visible(run.title), COMMANDS_MOST)),
    context(shortened(progressLines(needs, reviews).join('\n'), STATUS_MOST)),
    actions(
      button(ACTION.approve, 'Approve', value, 'primary'),
      button(ACTION.deny, 'Deny', value, 'danger'),
    ),
  ];
}

/** A session of a broken glass that this person may review. */
export function toAcknowledge(request: Request, links: Links): KnownBlock {
  const text = `${GLASS_ICON} ${aboutText(request)}${threadOf(request, links)}`;
  return withButton(text, button(ACTION.acknowledge, 'Acknowledge', request.id, 'primary'));
}

/** A session that this person may end. */
export function running(request: Request, links: Links): KnownBlock {
  const question = request.plan && whatEnds(request.plan);
  return withButton(
    standing(request, links),
    button(ACTION.end, 'End session', request.id, 'danger', question),
  );
}

/** A request of this person's that waits for something. */
export function waiting(request: Request, links: Links): KnownBlock {
  return withButton(standing(request, links), button(ACTION.cancel, 'Cancel', request.id));
}

/** What is over, a line each. */
export function overLines(requests: readonly Request[], links: Links): readonly KnownBlock[] {
  const lines = requests.map((request) => overLine(request, links));
  return [lines.slice(0, LINES_A_SECTION), lines.slice(LINES_A_SECTION)]
    .filter((some) => some.length > 0)
    .map((some) => section(some.join('\n')));
}

function overLine(request: Request, links: Links): string {
  const { icon, plain } = statusOf(request);
  const when = moment(request.endedAt ?? request.askedAt);
  return `${icon} ${shortened(`${aboutPlace(request)}: ${plain}`, OVER_MOST)}, ${when}${threadOf(request, links)}`;
}

function standing(request: Request, links: Links): string {
  return `${statusText(request)}\n${aboutText(request)}${threadOf(request, links)}`;
}

function statusText(request: Request): string {
  const { icon, text } = statusOf(request);
  return `${icon} ${shortened(text, STATUS_MOST)}`;
}

function aboutText(request: Request): string {
  return shortened(aboutRequest(request), ABOUT_MOST);
}

/** A link is never cut, so it comes after whatever was. */
function threadOf({ id }: Request, links: Links): string {
  const link = links[id];
  return link === undefined ? '' : ` · ${linked(link, 'open its thread')}`;
}

function withButton(text: string, accessory: types.Button): types.SectionBlock {
  return { ...section(text), accessory };
}
