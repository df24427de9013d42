import { samePerson } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import { againButton } from './again.ts';
import { type Message, section } from './blocks.ts';
import { aboutPod } from './about-pod.ts';
import { reasonBlocks } from './decisions.ts';
import { statusOf } from './status.ts';

/**
 * The last word in a thread, so that the requester hears how it ended. A session of one command needs none where the
 * run's own message says it all.
 */
export function closing(request: Request): Message | undefined {
  if (request.state !== 'ended') return undefined;
  if (request.outcome === 'completed' && !request.plan?.staysOpen && !request.endedBy) return undefined;
  if (request.outcome === 'cancelled' && tookBack(request)) return undefined;
  const status = statusOf(saidAbove(request) ? withoutSentence(request) : request);
  const why = request.outcome === 'denied' ? reasonBlocks(denialsOf(request)) : [];
  const next = request.outcome === 'denied' ? nextAfterDenial(why.length > 0) : undefined;
  return {
    text: `Debug ${aboutPod(request)}: ${status.plain}`,
    blocks: [
      section(`${status.icon} ${status.text}${toRequester(request, next)}`),
      ...why,
      ...againButton(request),
    ],
  };
}

/** A mention, so that Slack notifies them, and what they can do next; who ended it themselves needs neither. */
function toRequester(request: Request, next: string | undefined): string {
  if (tookBack(request)) return '';
  return `\n<@${request.requester.slackId}>${next === undefined ? '' : `: ${next}`}`;
}

/** Who cancelled or ended their own request knows. */
function tookBack({ endedBy, requester }: Request): boolean {
  return endedBy !== undefined && samePerson(endedBy, requester);
}

function denialsOf({ reviews }: Request): Pick<Request, 'reviews'> {
  return { reviews: reviews.filter(({ decision }) => decision === 'deny') };
}

function nextAfterDenial(saidWhy: boolean): string {
  return saidWhy
    ? 'talk to them, or ask again with what was missing.'
    : 'ask them why, then ask again with what was missing.';
}

/** Whether the message of a run, right above, says why it ended. */
function saidAbove({ runs, sentence = '' }: Request): boolean {
  return runs.some(({ verdict }) => {
    const said = verdict && 'sentence' in verdict ? verdict.sentence : undefined;
    return said !== undefined && sentence.endsWith(said);
  });
}

function withoutSentence({ sentence: _said, ...request }: Request): Request {
  return request;
}
