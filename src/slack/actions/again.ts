import { samePerson } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import { requestIdFrom } from '../../domain/request/request-id.ts';
import { askFor } from '../ask-for.ts';
import type { Gateway } from '../gateway.ts';
import { canBeAskedAgain } from '../messages/again.ts';
import { alreadyDecided } from './already-decided.ts';
import type { Click } from './clicks.ts';

/** How often one request can be asked again from its own button; each new one has a button, too. */
const MOST_TIMES = 20;

/** Asks for the same once more, as a new request that is looked into and reviewed anew. */
export async function again(gateway: Gateway, { request, person, reply, body }: Click): Promise<void> {
  if (!samePerson(request.requester, person)) {
    return reply(
      `Only ${request.requester.name} can ask for this again: ask yourself with \`/debug\`, if you need it, too.`,
    );
  }
  if (!canBeAskedAgain(request)) return reply(alreadyDecided(request));
  const next = await nextOf(gateway, request);
  if (next.kind === 'open') return reply(`You asked for this again already, as the request ${next.id}.`);
  if (next.kind === 'none') return reply('You asked for this again often enough: ask anew with `/debug`.');
  await askFor(gateway, {
    ask: request.ask,
    slackId: body.user.id,
    place: request.place,
    id: next.id,
    responseUrl: body.response_url,
    reply,
  });
}

type Next = { readonly kind: 'free' | 'open'; readonly id: string } | { readonly kind: 'none' };

/** The place for the new request: told from the old one, so that a double click asks once, and after it was answered again. */
async function nextOf(gateway: Gateway, { id: before }: Request): Promise<Next> {
  for (let time = 1; time <= MOST_TIMES; time += 1) {
    const id = requestIdFrom(`${before} again ${time}`);
    const asked = await gateway.requests.load(id);
    if (!asked) return { kind: 'free', id };
    if (asked.state !== 'ended') return { kind: 'open', id };
  }
  return { kind: 'none' };
}
