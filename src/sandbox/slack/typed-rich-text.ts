type Element = { type: string; [key: string]: unknown };

/** The rich_text block that Slack adds to what a person typed; `text` is escaped and may hold mentions and links. */
export function typedRichText(text: string, blockId: string): Element {
  const elements = text
    .split(/(<[^<>]+>)/)
    .filter((part) => part !== '')
    .map(elementOf);
  return { type: 'rich_text', block_id: blockId, elements: [{ type: 'rich_text_section', elements }] };
}

function elementOf(part: string): Element {
  const [, kind, id] = /^<([@#])(\w+)(?:\|[^>]*)?>$/.exec(part) ?? [];
  if (kind === '@') return { type: 'user', user_id: id };
  if (kind === '#') return { type: 'channel', channel_id: id };
  return { type: 'text', text: unescapeText(part) };
}

function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
