import { mayReview } from '../../domain/policy/approval.ts';
import { samePerson } from '../../domain/request/person.ts';
import type { Gateway } from '../gateway.ts';
import { alreadyDecided, type Click } from './clicks.ts';

/** Ends a session early. Who asked for it may, and whoever may decide such a request. */
export async function endSession(gateway: Gateway, { request, person, reply }: Click): Promise<void> {
  const grant = request.plan?.grant;
  if ((request.state !== 'starting' && request.state !== 'active') || !grant)
    return reply(alreadyDecided(request));
  const may =
    samePerson(request.requester, person) ||
    mayReview(gateway.policy(), { requester: request.requester, ...grant }, person).kind === 'may';
  if (!may)
    return reply(`Only ${request.requester.name} and those who may decide this request can end its session.`);
  const changed = await gateway.requests.change(request.id, {
    type: 'ended',
    outcome: 'completed',
    by: person,
  });
  if (changed.kind === 'refused') await reply(alreadyDecided(changed.request));
}
