import { askedBy } from '../../domain/request/follow-up.ts';
import { samePerson } from '../../domain/request/person.ts';
import type { Gateway } from '../gateway.ts';
import type { Click } from './clicks.ts';
import { whyNotEnd } from './end-session.ts';
import { runIndex } from './run-index.ts';

/** Ends one command, and the session goes on. Who wanted it may, and whoever may end the session. */
export async function stopRun(gateway: Gateway, { request, person, reply, rest }: Click): Promise<void> {
  const index = runIndex(rest) ?? -1;
  const run = request.runs[index];
  if (!run) return reply('There is no such command, so nothing was stopped.');
  const by = askedBy(request, run);
  const others = samePerson(by, request.requester) ? by.name : `${by.name}, ${request.requester.name}`;
  const only = `Only ${others} and those who may decide this request can stop it.`;
  const sentence = samePerson(by, person) ? undefined : whyNotEnd(gateway, request, person, only);
  if (sentence !== undefined) return reply(sentence);
  const changed = await gateway.requests.change(request.id, { type: 'run-stopped', run: index, by: person });
  if (changed.kind === 'refused')
    await reply('This command is over or being stopped already, so nothing was changed.');
}
