import { askText } from '../../domain/asking/ask.ts';
import { samePerson } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import { requestIdFrom } from '../../domain/request/request-id.ts';
import { askFor } from '../ask-for.ts';
import type { Gateway } from '../gateway.ts';
import { alreadyDecided } from './already-decided.ts';
import type { Click } from './clicks.ts';

/**
 * Asks again with what was picked, from the private answer to a refused ask or from the card of a pending one, which
 * is cancelled then.
 */
export async function choose(gateway: Gateway, click: Click): Promise<void> {
  const { request, person, reply, rest: index, body } = click;
  if (!samePerson(request.requester, person)) {
    return reply(
      `Only ${request.requester.name} can change what was asked for: ask yourself with \`/debug\`, if you need it, too.`,
    );
  }
  const choice = /^\d{1,2}$/.test(index) ? request.choices?.[Number(index)] : undefined;
  if (!choice) return reply('This choice is no longer offered: ask anew with `/debug`.');
  if (request.state === 'pending') {
    const changed = await gateway.requests.change(request.id, { type: 'cancelled', by: person });
    if (changed.kind === 'refused' && !gaveWay(changed.request))
      return reply(alreadyDecided(changed.request));
  } else if (!gaveWay(request)) {
    return reply(alreadyDecided(request));
  }
  const ask = { ...request.ask, ...choice.change };
  await askFor(gateway, {
    ask: { ...ask, text: askText(ask) },
    slackId: body.user.id,
    place: request.place,
    // The choice is what makes the request, so that a double click asks once.
    id: requestIdFrom(`${request.id} ${index}`),
    responseUrl: body.response_url,
    reply,
  });
}

/** Whether nothing stands in the way of asking instead: it was refused, or its requester took it back, as a first click does. */
function gaveWay(request: Request | undefined): boolean {
  if (request?.outcome === 'refused') return true;
  return (
    request?.outcome === 'cancelled' &&
    request.endedBy !== undefined &&
    samePerson(request.endedBy, request.requester)
  );
}
