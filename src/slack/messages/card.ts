import type { Mentions } from '../../domain/policy/people.ts';
import { glassIsBroken } from '../../domain/request/break-glass.ts';
import type { Plan } from '../../domain/request/plan.ts';
import type { Request } from '../../domain/request/request.ts';
import { COMMANDS_MOST, commandsText, tooBigToReview } from '../../domain/request/review-text.ts';
import { code, escaped, shortened } from '../text.ts';
import { context, header, type KnownBlock, type Message, preformatted, quote, section } from './blocks.ts';
import { cardButtons } from './card-buttons.ts';
import { cardDetails } from './card-details.ts';
import { profileWarnings } from './card-warnings.ts';
import { decisionBlocks } from './decisions.ts';
import { GLASS_ICON, glassBlocks } from './glass.ts';
import { calledToDecide } from './mentions.ts';
import { statusOf } from './status.ts';

/*
 * All block text of a message together must stay under 13,200 characters, so each part of the card has its most.
 * What is approved is never cut: `tooBigToReview` keeps an ask from getting here whose parts would not fit.
 */
const STATUS_MOST = 650;
const WARNING_MOST = 300;
const WARNINGS_MOST = 750;

/**
 * The card at the root of a request's thread, as the request stands; `called` are those that it calls on to decide. Undefined
 * while there is nothing to review yet.
 */
export function card(request: Request, called?: Mentions): Message | undefined {
  const { plan, requester } = request;
  if (!plan) return undefined;
  const status = statusOf(request);
  const broken = glassIsBroken(request);
  const blocks: KnownBlock[] = [
    header(broken ? `${GLASS_ICON} Break-glass: debug ${plan.pod.name}` : `Debug ${plan.pod.name}`),
    section(shortened(`${status.icon} ${status.text}`, STATUS_MOST)),
    ...whatIsDecided(request, plan),
    ...(broken ? glassBlocks(request) : decisionBlocks(request)),
    ...calledToDecide(called),
    ...cardButtons(request, plan),
    context(`Request ${code(request.id)}`, `reviewed as ${code((request.digest ?? '').slice(0, 12))}`),
  ];
  return {
    text: `${broken ? 'Break-glass: ' : ''}${requester.name} asks to debug ${plan.pod.name} in ${plan.cluster}: ${status.plain}`,
    blocks,
  };
}

/** All that whoever decides on a request has to see of it: what an approval covers, why it was asked for, and what speaks against it. */
export function whatIsDecided(request: Request, plan: Plan): KnownBlock[] {
  const { requester, ask } = request;
  return [
    ...whatRuns(
      plan,
      ask.containerName,
      `<@${requester.slackId}> ${request.state === 'ended' ? 'asked' : 'asks'}`,
    ),
    ...(ask.reason === undefined ? [context('_No reason was given._')] : [quote(ask.reason)]),
    ...cardDetails(plan, request.notes),
    ...warnings(request, plan),
  ];
}

function whatRuns(plan: Plan, containerName: string | undefined, who: string): KnownBlock[] {
  const anew = `for a debug container${containerName === undefined ? '' : ` called ${code(containerName)}`}`;
  if (plan.mode === 'entrypoint' && plan.container.command === undefined) {
    return [section(`${who} ${anew} that runs *the image's own entrypoint*.`)];
  }
  return [
    section(`${who} ${forWhat(plan, anew)}:`),
    preformatted(shortened(commandsText(plan), COMMANDS_MOST)),
  ];
}

function forWhat({ mode, reused, staysOpen, container }: Plan, anew: string): string {
  if (mode === 'entrypoint') return `${anew} with this as *the container's own process*`;
  const what = reused
    ? `to use ${code(shortened(container.name, 63))}, the debug container of an earlier request, and`
    : `${anew} that`;
  const verb = (own: string, third: string) => (reused ? own : third);
  return staysOpen
    ? `${what} ${verb('take', 'takes')} a first look and ${verb('keep', 'keeps')} the session open`
    : `${what} ${verb('run', 'runs')} one command`;
}

function warnings(request: Request, plan: Plan): KnownBlock[] {
  const tooBig = tooBigToReview(plan);
  const lines = [
    ...(tooBig === undefined ? [] : [tooBig]),
    ...profileWarnings(plan),
    ...request.warnings,
  ].map((warning) => `:warning: ${escaped(shortened(warning, WARNING_MOST))}`);
  return lines.length === 0 ? [] : [context(shortened(lines.join('\n'), WARNINGS_MOST))];
}
