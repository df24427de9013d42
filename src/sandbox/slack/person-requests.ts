import { readValues } from './body-values.ts';
import type { ClickOutcome, Use } from './clicks.ts';
import { channelById, maySee, personById } from './directory.ts';
import { json } from './http.ts';
import type { HttpReply, HttpRequest } from './http.ts';
import { MethodArguments } from './method-arguments.ts';
import { refusePerson } from './person-answers.ts';
import type { PersonError } from './person-answers.ts';
import type { Channel, Person } from './workspace.ts';
import type { World } from './world.ts';

/** A person and the channel in which they act. */
export type Acting = { person: Person; channel: Channel };
export type Found = { kind: 'found'; acting: Acting } | { kind: 'refused'; reply: HttpReply };

/** What the body of a request says; a malformed body says nothing. */
export async function argumentsOf(request: HttpRequest): Promise<MethodArguments> {
  const body = await readValues(request);
  return new MethodArguments(body.kind === 'values' ? body.values : {});
}

/** Who acts in which channel; refused for strangers and for channels that they may not see. */
export function actingIn(
  userId: string | undefined,
  channelId: string | undefined,
  { workspace }: World,
): Found {
  const person = personById(workspace, userId ?? '');
  if (!person || person.isDeactivated) return { kind: 'refused', reply: refusePerson('unknown_person') };
  const channel = channelById(workspace, channelId ?? '');
  if (!channel || !maySee(channel, person.id))
    return { kind: 'refused', reply: refusePerson('channel_not_found') };
  return { kind: 'found', acting: { person, channel } };
}

/** Which element a person uses, and with what. */
export function useOf(call: MethodArguments): Use {
  const blockId = call.text('blockId');
  return {
    actionId: call.text('actionId') ?? '',
    ...(blockId === undefined ? {} : { blockId }),
    ...(call.has('value') ? { value: call.all()['value'] } : {}),
  };
}

/** The error words for outcomes of what a person does. */
export const OUTCOME_ERRORS = {
  'no-such-action': 'no_such_action',
  'no-such-choice': 'no_such_choice',
  'no-submit': 'no_submit',
  'query-too-short': 'query_too_short',
  'operation-timeout': 'operation_timeout',
  'dispatch-failed': 'dispatch_failed',
  'invalid-response': 'invalid_response',
} as const satisfies Record<string, PersonError>;

/** The reply to something that the app need only acknowledge. */
export function clickReply(outcome: ClickOutcome): HttpReply {
  return outcome.kind === 'acked' ? json({ ok: true }) : refusePerson(OUTCOME_ERRORS[outcome.kind]);
}
