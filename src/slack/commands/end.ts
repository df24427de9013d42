import { endSessionOf } from '../actions/end-session.ts';
import type { Gateway } from '../gateway.ts';
import { notKept } from '../messages/not-kept.ts';
import { type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';

export interface Ending {
  readonly requestId: string;
  readonly slackId: string;
  readonly reply: ReplyPrivately;
}

/** `/debug end ID`: as the button on its card, from anywhere. */
export async function end(gateway: Gateway, { requestId, slackId, reply }: Ending): Promise<void> {
  const person = await gateway.people(slackId);
  if (!person) return reply(WHO_ARE_YOU);
  const request = await gateway.requests.load(requestId);
  if (!request) return reply(notKept(requestId));
  const sentence = await endSessionOf(gateway, request, person);
  return reply(
    sentence ?? `The session of the request ${requestId} is ended: its thread shows how it stood.`,
  );
}
