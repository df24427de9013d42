import type { RespondFn } from '@slack/bolt';
import { KeyholeError, messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { asSlackTakesIt, type Message } from './messages/blocks.ts';
import { escaped } from './text.ts';

/** Says something only to the person who typed or clicked. */
export type ReplyPrivately = (message: Message | string) => Promise<void>;

/** Replies through Bolt's `respond`; a reply that Slack does not take is logged, as nobody is left to tell. */
export function privateReply(respond: RespondFn, logger: Logger): ReplyPrivately {
  return async (message) => {
    const content = typeof message === 'string' ? { text: escaped(message) } : asSlackTakesIt(message);
    try {
      await respond({ response_type: 'ephemeral', replace_original: false, ...content });
    } catch (error) {
      logger.warn({ error: messageOf(error) }, 'private reply not delivered');
    }
  };
}

export const WHO_ARE_YOU = 'Slack did not tell me who you are, so I did nothing: try again in a moment.';

/** Runs what a click or command asked for; whatever goes wrong, the person hears of it in one sentence. */
export async function answeringFailures(
  reply: ReplyPrivately,
  logger: Logger,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    await reply(failureSentence(error, logger));
  }
}

/** Logs what went wrong and gives what to tell whoever clicked or typed. */
export function failureSentence(error: unknown, logger: Logger): string {
  const code = error instanceof KeyholeError ? error.code : 'unexpected';
  logger.error({ err: error, code }, 'listener failed');
  return code === 'redis-failed'
    ? "Keyhole's store does not answer, so I cannot tell whether that counted: look at the card, or for one, before you try again, and tell whoever runs Keyhole if it stays so."
    : `Something went wrong on Keyhole's side (${code}): try again, and tell whoever runs Keyhole if it stays so.`;
}
