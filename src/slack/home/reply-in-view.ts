import type { Logger } from '../../logger.ts';
import type { SlackCalls } from '../delivery/slack-calls.ts';
import { sentenceMessage, tellDirectly } from '../delivery/tell-privately.ts';
import { toldInstead } from '../modals/form.ts';
import type { ReplyPrivately } from '../private-reply.ts';

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
    await tellDirectly({ slack, logger }, slackId, sentenceMessage(text));
  };
}
