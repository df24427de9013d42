import { samePerson } from '../../domain/request/person.ts';
import type { Place } from '../../domain/request/request.ts';
import { askFor } from '../ask-for.ts';
import type { Gateway } from '../gateway.ts';
import { notKept } from '../messages/not-kept.ts';
import { type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';
import { mayLookInto, notFromHere } from './may-look-into.ts';

export interface Repeating {
  readonly requestId: string;
  readonly slackId: string;
  /** Where it was typed: the new card goes there. */
  readonly place: Place;
  /** Of the new request. */
  readonly id: string;
  readonly responseUrl: string;
  readonly reply: ReplyPrivately;
}

/** `/debug again ID`: the same ask as a new request of whoever types it, looked into and reviewed anew. */
export async function again(gateway: Gateway, { requestId, ...repeating }: Repeating): Promise<void> {
  const { slackId, place, reply } = repeating;
  const person = await gateway.people(slackId);
  if (!person) return reply(WHO_ARE_YOU);
  const request = await gateway.requests.load(requestId);
  if (!request) return reply(notKept(requestId));
  if (!(await mayLookInto(gateway, request, person, place.channel))) return reply(notFromHere(request));
  if (request.ask.breakGlass && !samePerson(request.requester, person)) {
    return reply(
      `${request.requester.name} broke the glass for the request ${requestId}: whoever does so says why in their own words, so write it yourself.`,
    );
  }
  await askFor(gateway, { ask: request.ask, ...repeating });
}
