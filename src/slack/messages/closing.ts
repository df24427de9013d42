import type { Request } from '../../domain/request/request.ts';
import { type Message, section } from './blocks.ts';
import { aboutPod } from './about-pod.ts';
import { statusOf } from './status.ts';

/**
 * The last word in a thread, so that the requester hears how it ended. A session of one command needs none where the
 * run's own message says it all.
 */
export function closing(request: Request): Message | undefined {
  if (request.state !== 'ended') return undefined;
  if (request.outcome === 'completed' && !request.plan?.staysOpen && !request.endedBy) return undefined;
  // Who cancelled their own request knows.
  if (request.outcome === 'cancelled') return undefined;
  const status = statusOf(saidAbove(request) ? withoutSentence(request) : request);
  const next = request.outcome === 'denied' ? ' Ask them why, or ask again with what was missing.' : '';
  return {
    text: `Debug ${aboutPod(request)}: ${status.plain}`,
    blocks: [section(`${status.icon} ${status.text}${next}\n<@${request.requester.slackId}>`)],
  };
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
