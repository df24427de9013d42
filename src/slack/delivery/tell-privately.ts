import { messageOf } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { type Message, section } from '../messages/blocks.ts';
import { escaped } from '../text.ts';
import type { SlackCalls } from './slack-calls.ts';

interface Telling {
  readonly slack: Pick<SlackCalls, 'post' | 'postPrivately'>;
  readonly logger: Logger;
}

/** Whom to tell, and in which channel, or thread there, they are most likely to look. */
export interface Addressee {
  readonly slackId: string;
  readonly channel: string;
  readonly thread?: string;
}

/**
 * Tells someone what nobody else in the channel sees; whoever is not in it, such as someone who decides from their Home tab, by
 * direct message. Never throws: an answer that reaches nobody is logged, as nobody is left to tell.
 */
export async function tellPrivately(
  telling: Telling,
  { slackId, channel, thread }: Addressee,
  message: Message,
): Promise<void> {
  const told = await orLogged(telling, () => telling.slack.postPrivately(channel, slackId, message, thread));
  if (told === 'refused') await tellDirectly(telling, slackId, message);
}

/** Tells someone something by direct message. Never throws, as above. */
export async function tellDirectly(
  telling: Pick<Telling, 'logger'> & { readonly slack: Pick<SlackCalls, 'post'> },
  slackId: string,
  message: Message,
): Promise<void> {
  const told = await orLogged(telling, () => telling.slack.post({ channel: slackId }, message));
  if (told === 'refused') telling.logger.warn({ slackId }, 'private reply not delivered');
}

/** A sentence as a message. */
export function sentenceMessage(sentence: string): Message {
  return { text: sentence, blocks: [section(escaped(sentence))] };
}

async function orLogged(
  { logger }: Pick<Telling, 'logger'>,
  post: () => ReturnType<SlackCalls['post']>,
): Promise<'posted' | 'refused' | 'failed'> {
  try {
    const posted = await post();
    if (posted.kind === 'refused') logger.info({ error: posted.error }, 'Slack refused a private reply');
    return posted.kind;
  } catch (error) {
    logger.warn({ error: messageOf(error) }, 'private reply not delivered');
    return 'failed';
  }
}
