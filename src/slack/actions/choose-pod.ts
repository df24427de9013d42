import { askText } from '../../domain/ask.ts';
import { samePerson } from '../../domain/person.ts';
import { requestIdFrom } from '../../domain/request-id.ts';
import { askFor } from '../ask-for.ts';
import type { Gateway } from '../gateway.ts';
import type { Click } from './clicks.ts';

/** Asks again with the pod that was picked from a private answer. */
export async function choosePod(gateway: Gateway, click: Click): Promise<void> {
  const { request, person, reply, rest: pod, body } = click;
  const offered = request.choices?.some((choice) => choice.pod === pod);
  if (!offered || !samePerson(request.requester, person)) {
    return reply('This choice is no longer offered: ask anew with `/debug`.');
  }
  const ask = { ...request.ask, pod };
  await askFor(gateway, {
    ask: { ...ask, text: askText(ask) },
    slackId: body.user.id,
    place: request.place,
    // The choice is what makes the request, so that a double click asks once.
    id: requestIdFrom(`${request.id} ${pod}`),
    responseUrl: body.response_url,
    reply,
  });
}
