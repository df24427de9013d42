import type { Mentions } from '../../domain/policy/people.ts';
import { duration } from '../../domain/quantities.ts';
import { type Extension, lastsNext } from '../../domain/request/extension.ts';
import type { Request } from '../../domain/request/request.ts';
import { escaped, moment, shortened } from '../text.ts';
import { ACTION } from './action-ids.ts';
import { actions, button, context, type KnownBlock, type Message, section } from './blocks.ts';
import { progressLines, reviewBlocks } from './decisions.ts';
import { calledToDecide } from './mentions.ts';

/** Escaped it may be five times as long, and Slack takes 3,000 characters. */
const SENTENCE_MOST = 500;

/** What someone's wish for more time came to, or that it waits; `called` are those that it calls on to decide. */
export function extensionMessage(request: Request, index: number, called?: Mentions): Message | undefined {
  const extension = request.extensions?.[index];
  if (!extension) return undefined;
  const { by, decision, lasts, sentence } = extension;
  const short = (icon: string, state: string): Message => ({
    text: `More time: ${state}`,
    blocks: [section(`${icon} <@${by.slackId}>: more time, ${escaped(state)}`), ...reviewBlocks(extension)],
  });
  if (decision === 'denied') return short(':no_entry:', 'denied');
  if (lasts !== undefined) return given(request, extension, lasts);
  if (sentence !== undefined)
    return short(':x:', `not given, the old time holds. ${shortened(sentence, SENTENCE_MOST)}`);
  if (request.state === 'ended')
    return short(':black_square_button:', 'never given: the session ended before');
  return decision === 'approved'
    ? short(':hourglass_flowing_sand:', 'the container is told…')
    : waiting(request, index, extension, called);
}

function given({ startedAt = 0 }: Request, extension: Extension, lasts: number): Message {
  return {
    text: `The session was extended to ${duration(lasts * 1000)} in all`,
    blocks: [
      section(
        `:alarm_clock: The session lasts until ${moment(startedAt + lasts * 1000)}, ${duration(lasts * 1000)} in all: <@${extension.by.slackId}> wanted more time.`,
      ),
      ...reviewBlocks(extension),
    ],
  };
}

function waiting(
  request: Request,
  index: number,
  { by, needs, reviews }: Extension,
  called: Mentions | undefined,
): Message {
  const value = `${request.id} x${index}`;
  const lasts = lastsNext(request);
  const howLong = lasts === undefined ? '' : `: ${duration(lasts * 1000)} in all`;
  const blocks: KnownBlock[] = [
    section(`:hourglass_flowing_sand: <@${by.slackId}> wants the session to last longer${howLong}.`),
    ...reviewBlocks({ reviews }),
    context(progressLines(needs, reviews).join('\n')),
    ...calledToDecide(called),
    actions(
      button(ACTION.approve, 'Approve', value, 'primary'),
      button(ACTION.deny, 'Deny', value, 'danger'),
    ),
  ];
  return { text: `${by.name} wants more time, which needs approval`, blocks };
}
