import { messageOf } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { SlackCalls } from '../delivery/slack-calls.ts';
import { type Message, section } from '../messages/blocks.ts';
import { toldInstead } from '../modals/form.ts';
import type { ReplyPrivately } from '../private-reply.ts';
import { escaped } from '../text.ts';

/**
 * Replies to a click on a Home tab, which has neither a channel nor a response URL: in a window above it and, where the click
 * is too old for one (3 s), by a direct message.
 */
export function replyInView(
  { slack, logger }: { readonly slack: Pick<SlackCalls, 'openModal' | 'post'>; readonly logger: Logger },
  { triggerId, slackId }: { readonly triggerId: string; readonly slackId: string },
): ReplyPrivately {
  return async (said) => {
    const text = typeof said === 'string' ? said : said.text;
    const opened = await slack.openModal(triggerId, toldInstead('Keyhole', text));
    if (opened.kind === 'opened') return;
    const message: Message = { text, blocks: [section(escaped(text))] };
    try {
      const posted = await slack.post({ channel: slackId }, message);
      if (posted.kind === 'refused') logger.warn({ error: posted.error }, 'private reply not delivered');
    } catch (error) {
      logger.warn({ error: messageOf(error) }, 'private reply not delivered');
    }
  };
}
