/** Block Kit as DOM. Blocks that the page does not know are named, never dropped in silence. */
import { el, icon } from './dom.js';
import { withEmoji } from './emoji.js';
import { markdown } from './markdown.js';
import { link } from './mentions.js';
import { inline, mrkdwn } from './mrkdwn.js';
import { richText } from './rich-text.js';

const BLOCKS = {
  header: (block) => el('h3', { class: 'block-header' }, plain(block.text)),
  section,
  divider: () => el('hr'),
  context: (block, context) =>
    el(
      'div',
      { class: 'block-context' },
      (block.elements ?? []).map((element) => contextElement(element, context)),
    ),
  actions: (block, context) =>
    el(
      'div',
      { class: 'block-actions' },
      (block.elements ?? []).map((element) => interactive(element, block.block_id, context)),
    ),
  rich_text: (block, context) => el('div', { class: 'block-text' }, richText(block, context)),
  markdown: (block) => el('div', { class: 'block-text' }, markdown(block.text ?? '')),
  image: (block) => picture(block),
  input: (block, context) => context.input(block) ?? unknown(block.element),
};

/** The nodes of a message's blocks; `context` is {directory, personId} and the parts of forms/parts.js. */
export function blocks(list, context) {
  return list.map((block) =>
    Object.hasOwn(BLOCKS, block.type) ? BLOCKS[block.type](block, context) : unknown(block),
  );
}

/** True when the message is a card: something with a title or with buttons, as opposed to plain text. */
export function isCard(list) {
  return list.some((block) => block.type === 'header' || block.type === 'actions');
}

/** Legacy attachments: a coloured bar beside text or blocks. */
export function attachment(item, context) {
  const content = item.blocks
    ? blocks(item.blocks, context)
    : [
        item.pretext && el('div', { class: 'block-text' }, mrkdwn(item.pretext, context)),
        item.title &&
          el(
            'p',
            { class: 'attachment-title' },
            item.title_link ? link(item.title_link, [item.title]) : item.title,
          ),
        (item.text || item.fallback) &&
          el('div', { class: 'block-text' }, mrkdwn(item.text || item.fallback, context)),
        item.fields?.length &&
          fields(
            item.fields.map((field) => ({ type: 'mrkdwn', text: `*${field.title}*\n${field.value}` })),
            context,
          ),
        item.footer && el('div', { class: 'block-context' }, item.footer),
      ];
  const element = el('div', { class: 'attachment' }, content);
  const colour =
    { good: 'var(--good)', warning: 'var(--warning)', danger: 'var(--danger)' }[item.color] ??
    hex(item.color);
  if (colour) element.style.setProperty('--bar', colour);
  return element;
}

function hex(colour) {
  return /^#?[0-9a-f]{6}$/i.test(colour ?? '') ? `#${colour.replace('#', '')}` : undefined;
}

function section(block, context) {
  return el(
    'div',
    { class: block.accessory ? 'block-section has-accessory' : 'block-section' },
    el(
      'div',
      { class: 'block-text' },
      block.text && textBlocks(block.text, context),
      block.fields?.length && fields(block.fields, context),
    ),
    block.accessory &&
      el('div', { class: 'accessory' }, interactive(block.accessory, block.block_id, context)),
  );
}

function fields(list, context) {
  return el(
    'div',
    { class: 'fields' },
    list.map((field) => el('div', { class: 'field' }, textBlocks(field, context))),
  );
}

function textBlocks(text, context) {
  return text.type === 'mrkdwn' ? mrkdwn(text.text ?? '', context) : el('p', {}, plain(text));
}

function plain(text) {
  return withEmoji(text?.text ?? '', { names: text?.emoji !== false });
}

function contextElement(element, context) {
  if (element.type === 'image') return el('span', { class: 'context-image' }, element.alt_text ?? 'image');
  return el('span', {}, element.type === 'mrkdwn' ? inline(element.text ?? '', context) : plain(element));
}

function interactive(element, blockId, context) {
  if (element.type === 'button') return context.button(element, blockId, plain(element.text));
  if (element.type === 'image') return picture(element);
  return context.element(element, blockId) ?? unknown(element);
}

/** Pictures are not fetched from other hosts; what they show is said instead. */
function picture(block) {
  const title = block.title?.text;
  return el(
    'p',
    { class: 'picture' },
    icon('image'),
    title ? `${title}: ${block.alt_text ?? ''}` : (block.alt_text ?? 'image'),
  );
}

function unknown(block) {
  const text = typeof block.text === 'string' ? block.text : block.text?.text;
  const name = String(block.type).replaceAll('_', ' ');
  return el('p', { class: 'unknown-block' }, text ? `${text} ` : '', `(${name}: this page cannot show it)`);
}
