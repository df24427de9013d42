import { samePerson } from '../../domain/request/person.ts';
import type { Gateway } from '../gateway.ts';
import { alreadyDecided } from './already-decided.ts';
import type { Click } from './clicks.ts';

/** Takes a request back, as long as it has not started. Only who asked may. */
export async function cancel(gateway: Gateway, { request, person, reply }: Click): Promise<void> {
  if (!samePerson(request.requester, person)) {
    return reply(
      `Only ${request.requester.name} can cancel this request; if you may decide it, you can deny it.`,
    );
  }
  const changed = await gateway.requests.change(request.id, { type: 'cancelled', by: person });
  if (changed.kind === 'refused') await reply(alreadyDecided(changed.request));
}
