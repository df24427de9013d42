import type { types } from '@slack/bolt';
import { escaped, shortened } from '../text.ts';

export type KnownBlock = types.KnownBlock;

/** A message; `text` is what notifications and screen readers get, plain. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Slack reads markup in the text too, so it is escaped on the way out, whoever wrote it. */
export function asSlackTakesIt(message: Message): Message {
  return { ...message, text: escaped(shortened(message.text, TEXT_MOST)) };
}

/** The most of a notification's text, in characters; Slack advises 4,000. */
const TEXT_MOST = 1_000;
/** Slack's limits on texts, in characters (docs "Block Kit"; a header holds 150, a section 3000, a context element 2000). */
const HEADER_MOST = 150;
export const SECTION_MOST = 3000;
const CONTEXT_MOST = 2000;
/** Preformatted text is cut in pieces of this size; all block text of a message together must stay under 13,200. */
export const PREFORMATTED_MOST = 3000;

export function header(text: string): types.HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: shortened(text, HEADER_MOST), emoji: true } };
}

export function section(markdown: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: shortened(markdown, SECTION_MOST) } };
}

export function context(...markdown: readonly string[]): types.ContextBlock {
  return {
    type: 'context',
    elements: markdown.map((text) => ({ type: 'mrkdwn', text: shortened(text, CONTEXT_MOST) })),
  };
}

/** Text that nobody interprets: what a command printed, or will run. */
export function preformatted(text: string): types.RichTextBlock {
  return {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_preformatted',
        elements: [{ type: 'text', text: text === '' ? ' ' : text }],
        border: 0,
      },
    ],
  };
}

/** Someone's own words, shown as a quote and interpreted by nobody. */
export function quote(text: string): types.RichTextBlock {
  return quotes([text]);
}

/** Several of them, one below the other. */
export function quotes(texts: readonly string[]): types.RichTextBlock {
  return {
    type: 'rich_text',
    elements: texts.map((text) => ({ type: 'rich_text_quote', elements: [{ type: 'text', text }] })),
  };
}

export function actions(...buttons: readonly types.Button[]): types.ActionsBlock {
  return { type: 'actions', elements: [...buttons] };
}

export function button(
  actionId: string,
  label: string,
  value: string,
  style?: 'primary' | 'danger',
  confirm?: string,
): types.Button {
  return {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text: shortened(label, 75), emoji: true },
    value,
    ...(style && { style }),
    ...(confirm !== undefined && { confirm: confirmation(label, confirm) }),
  };
}

/** What Slack asks before a click counts. */
function confirmation(label: string, question: string): types.ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: label },
    text: { type: 'plain_text', text: question },
    confirm: { type: 'plain_text', text: label },
    deny: { type: 'plain_text', text: 'Back' },
    style: 'danger',
  };
}
