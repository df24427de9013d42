/** The rich_text block: sections, lists, quotes and preformatted output. */
import { el } from './dom.js';
import { emoji, withEmoji } from './emoji.js';
import { broadcastMention, channelMention, groupMention, link, moment, userMention } from './mentions.js';
import { preformatted } from './mrkdwn.js';

const PARTS = {
  rich_text_section: (part, context) => el('p', {}, runs(part.elements, context)),
  rich_text_quote: (part, context) => el('blockquote', {}, runs(part.elements, context)),
  rich_text_preformatted: (part) => preformatted((part.elements ?? []).map(plain).join('')),
  rich_text_list: (part, context) => list(part, context),
};

export function richText(block, context) {
  return (block.elements ?? []).map((part) =>
    Object.hasOwn(PARTS, part.type)
      ? PARTS[part.type](part, context)
      : el('p', { class: 'unknown-block' }, `(${part.type} is not shown here)`),
  );
}

function list(part, context) {
  const indent = Math.min(8, Math.max(0, Number(part.indent) || 0));
  const tag = part.style === 'ordered' ? 'ol' : 'ul';
  const start = tag === 'ol' && part.offset ? Number(part.offset) + 1 : undefined;
  const items = (part.elements ?? []).map((item) => el('li', {}, runs(item.elements, context)));
  return el(tag, { start, data: { indent: String(indent) } }, items);
}

function runs(elements, context) {
  return (elements ?? []).map((element) => styled(run(element, context), element.style));
}

function run(element, context) {
  switch (element.type) {
    case 'text':
      return withEmoji(element.text ?? '');
    case 'link':
      return [link(element.url ?? '', element.text ? [element.text] : undefined)];
    case 'user':
      return [userMention(element.user_id, context)];
    case 'usergroup':
      return [groupMention(element.usergroup_id, undefined, context)];
    case 'channel':
      return [channelMention(element.channel_id, undefined, context)];
    case 'broadcast':
      return [broadcastMention(element.range)];
    case 'emoji':
      return [emoji(element.name)];
    case 'date':
      return [
        moment(element.timestamp, element.format ?? '', { url: element.url, fallback: element.fallback }),
      ];
    case 'color':
      return [el('code', {}, element.value ?? '')];
    default:
      return [`(${element.type})`];
  }
}

function plain(element) {
  return element.text ?? element.url ?? element.fallback ?? '';
}

const STYLES = [
  ['code', 'code'],
  ['bold', 'strong'],
  ['italic', 'em'],
  ['strike', 's'],
];

function styled(nodes, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? [el(tag, {}, inner)] : inner), nodes);
}
