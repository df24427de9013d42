import { concerns } from '../../domain/policy/concerns.ts';
import { type Person, samePerson } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Gateway } from '../gateway.ts';

/**
 * Whether someone may look into a request from the channel where they type: everybody where its card is and, from
 * elsewhere, those who asked for it, decided or may decide it, and the members of that channel. Slack refuses to tell the
 * members of a channel without the bot, which makes it a no.
 */
export async function mayLookInto(
  gateway: Gateway,
  request: Request,
  person: Person,
  from: string,
): Promise<boolean> {
  const { place, reviews } = request;
  if (from === place.channel || concerns(gateway.policy(), person, request)) return true;
  if (reviews.some(({ reviewer }) => samePerson(reviewer, person))) return true;
  return gateway.slack.isIn(place.channel, person.slackId);
}

/** What someone hears who may not. */
export function notFromHere({ id }: Request): string {
  return `Only its requester, those who may decide it and the members of its channel can ask about the request ${id} from here.`;
}
