import { json } from './http.ts';
import type { HttpReply } from './http.ts';

/** What the person API says when it refuses: the status and one sentence. */
const REFUSALS = {
  unknown_person: [404, 'There is no such person in this workspace.'],
  channel_not_found: [404, 'There is no such channel, or this person may not see it.'],
  message_not_found: [404, 'There is no such message, or this person may not see it.'],
  no_such_action: [404, 'There is no such button or menu any more.'],
  no_such_choice: [400, 'It does not offer this choice.'],
  view_not_found: [404, 'This person has no such modal or Home tab open.'],
  no_submit: [400, 'This modal has nothing to submit.'],
  query_too_short: [400, 'Type more for the app to look for.'],
  shortcut_not_found: [404, 'No installed app has this shortcut here.'],
  not_in_channel: [403, 'Join the channel first.'],
  is_archived: [403, 'This channel is archived.'],
  command_not_allowed_in_thread: [
    400,
    'Slack does not allow slash commands inside threads; type it in the channel.',
  ],
  unknown_command: [400, 'No installed app has this command.'],
  messages_off: [403, 'Sending messages to this app has been turned off.'],
  no_text: [400, 'There is nothing to send.'],
  thread_not_found: [404, 'There is no such thread in this channel.'],
  invalid_arguments: [400, 'The request lacks something that it needs, or has it in the wrong form.'],
  // Not 408: browsers send a request that is answered so once more by themselves, and the command would run twice.
  operation_timeout: [424, 'The app did not answer within 3 seconds.'],
  dispatch_failed: [424, 'The app is not connected, so nobody received this.'],
  invalid_response: [424, 'The app answered with something that Slack cannot show.'],
} as const satisfies Record<string, readonly [number, string]>;

export type PersonError = keyof typeof REFUSALS;

/** A refusal of the person API. */
export function refusePerson(error: PersonError, message?: string): HttpReply {
  const [status, sentence] = REFUSALS[error];
  return json({ ok: false, error, message: message ?? sentence }, status);
}
