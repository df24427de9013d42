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
  const next = request.outcome === 'denied' ? nextAfterDenial(why.length > 0) : '';
  return {
    text: `Debug ${aboutPod(request)}: ${status.plain}`,
    blocks: [
      section(`${status.icon} ${status.text}${next}\n<@${request.requester.slackId}>`),
      ...why,
      ...againButton(request),
    ],
  };
}

/** Who cancelled their own request knows. */
function tookBack({ endedBy, requester }: Request): boolean {
  return endedBy !== undefined && samePerson(endedBy, requester);
}

function denialsOf({ reviews }: Request): Pick<Request, 'reviews'> {
  return { reviews: reviews.filter(({ decision }) => decision === 'deny') };
}

function nextAfterDenial(saidWhy: boolean): string {
  return saidWhy
    ? ' Ask again with what was missing, if there is something.'
    : ' Ask them why, or ask again with what was missing.';
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
