import { samePerson } from '../../domain/person.ts';
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
  await askFor(gateway, {
    ask: { ...request.ask, pod, text: request.ask.text.replace(request.ask.pod, pod) },
    slackId: body.user.id,
    place: request.place,
    triggerId: body.trigger_id,
    responseUrl: body.response_url,
    reply,
  });
}
