import type { RespondFn } from '@slack/bolt';
import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { asSlackTakesIt, type Message } from './messages/blocks.ts';

/** Says something to everybody in the channel where someone typed; works where the bot is no member, too. */
export type ReplyAloud = (message: Message) => Promise<void>;

/** Replies through Bolt's `respond`; a reply that Slack does not take is logged, as nobody is left to tell. */
export function publicReply(respond: RespondFn, logger: Logger): ReplyAloud {
  return async (message) => {
    try {
      await respond({ response_type: 'in_channel', replace_original: false, ...asSlackTakesIt(message) });
    } catch (error) {
      logger.warn({ error: messageOf(error) }, 'public reply not delivered');
    }
  };
}
