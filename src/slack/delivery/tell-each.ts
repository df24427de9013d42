import type { Message } from '../messages/blocks.ts';
import type { RequestMessages } from './request-messages.ts';
import type { Thread } from './slack-calls.ts';

/** What the direct message to someone is called among those of a request. */
const DM = 'dm-';

/** Those who were sent a direct message about the request. */
export function toldEach(messages: RequestMessages): readonly string[] {
  return messages.namesOf(DM).map((name) => name.slice(DM.length));
}

/** Where such a message is, for replies to it; undefined for whoever has none. */
export function copyOf(messages: RequestMessages, slackId: string): Thread | undefined {
  const copy = messages.get(`${DM}${slackId}`);
  return copy?.channel === undefined ? undefined : { channel: copy.channel, ts: copy.ts };
}

/**
 * Sends people a direct message, and keeps current those of everybody who was sent one before. Each is sent once; whom Slack
 * does not let us tell, as they are gone, is no reason to stop and is not tried again.
 */
export async function tellEach(
  messages: RequestMessages,
  slackIds: readonly string[],
  message: Message,
): Promise<void> {
  const all = new Set([...toldEach(messages), ...slackIds]);
  await allOrRetry([...all].map((slackId) => tell(messages, slackId, message)));
}

/** Does all of them, before the job is tried again for those that failed. */
export async function allOrRetry(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

async function tell(messages: RequestMessages, slackId: string, message: Message): Promise<void> {
  if (messages.get(`untold-${slackId}`)) return;
  const posted = await messages.put(`${DM}${slackId}`, { channel: slackId }, message);
  if (posted.kind === 'refused') await messages.note(`untold-${slackId}`, { ts: '', digest: '' });
}
