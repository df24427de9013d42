/** Slack's mrkdwn as nodes. In it, a bare `<` always begins a link, mention or date: text arrives with & < > escaped. */
import { el } from './dom.js';
import { emoji, isEmoji, withEmoji } from './emoji.js';
import { broadcastMention, channelMention, groupMention, link, moment, userMention } from './mentions.js';

const emphasis = (name, mark) =>
  `(?<![\\w${mark}])${mark}(?<${name}>[^\\s${mark}](?:[^${mark}\\n]*[^\\s${mark}])?)${mark}(?![\\w${mark}])`;
const INLINE = new RegExp(
  [
    '<(?<angle>[^<>\\n]+)>',
    '`(?<code>[^`\\n]+)`',
    emphasis('bold', '\\*'),
    emphasis('italic', '_'),
    emphasis('strike', '~'),
    ":(?<emoji>[a-z0-9_+'-]+):",
  ].join('|'),
  'g',
);

const QUOTE = /^(?:&gt;|>) ?/;
const BULLET = /^ *[•◦-] +/;
const NUMBER = /^ *\d{1,3}[.)] +/;

export function unescape(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Blocks of mrkdwn: paragraphs, quotes, lists and preformatted text. `context` knows names and who looks. */
export function mrkdwn(text, context) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(/```\n?([\s\S]+?)\n?```/g)) {
    nodes.push(...lines(text.slice(end, match.index), context), preformatted(unescape(match[1])));
    end = match.index + match[0].length;
  }
  return [...nodes, ...lines(text.slice(end), context)];
}

/** Output in a box of its own that scrolls instead of wrapping and can be reached by keyboard. */
export function preformatted(text) {
  return el('pre', { tabindex: '0', role: 'group', 'aria-label': 'Preformatted text' }, text);
}

function lines(text, context) {
  const trimmed = text.replace(/^\n+|\n+$/g, '');
  if (trimmed === '') return [];
  return grouped(trimmed.split('\n')).map(({ kind, rows }) => {
    if (kind === 'quote')
      return el('blockquote', {}, inline(rows.map((row) => row.replace(QUOTE, '')).join('\n'), context));
    if (kind === 'bullets') return list('ul', rows, BULLET, context);
    if (kind === 'numbers') return list('ol', rows, NUMBER, context);
    return el('p', {}, inline(rows.join('\n'), context));
  });
}

function list(tag, rows, mark, context) {
  const start = tag === 'ol' ? Number.parseInt(rows[0], 10) : undefined;
  return el(
    tag,
    { start },
    rows.map((row) => el('li', {}, inline(row.replace(mark, ''), context))),
  );
}

function grouped(rows) {
  const groups = [];
  for (const row of rows) {
    const kind = QUOTE.test(row)
      ? 'quote'
      : BULLET.test(row)
        ? 'bullets'
        : NUMBER.test(row)
          ? 'numbers'
          : 'text';
    if (groups.at(-1)?.kind === kind) groups.at(-1).rows.push(row);
    else groups.push({ kind, rows: [row] });
  }
  return groups;
}

/** One run of mrkdwn without blocks, as in a field or a context line. */
export function inline(text, context) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const node = inlineNode(match.groups, context);
    if (node === undefined) continue;
    nodes.push(...withEmoji(unescape(text.slice(end, match.index))), node);
    end = match.index + match[0].length;
  }
  return [...nodes, ...withEmoji(unescape(text.slice(end)))];
}

function inlineNode(groups, context) {
  if (groups.angle !== undefined) return angle(groups.angle, context);
  if (groups.code !== undefined) return el('code', {}, unescape(groups.code));
  if (groups.bold !== undefined) return el('strong', {}, inline(groups.bold, context));
  if (groups.italic !== undefined) return el('em', {}, inline(groups.italic, context));
  if (groups.strike !== undefined) return el('s', {}, inline(groups.strike, context));
  return isEmoji(groups.emoji) ? emoji(groups.emoji) : undefined;
}

function angle(content, context) {
  const bar = content.indexOf('|');
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? undefined : unescape(content.slice(bar + 1));
  if (target.startsWith('@')) return userMention(target.slice(1), context);
  if (target.startsWith('#')) return channelMention(target.slice(1), label, context);
  if (target.startsWith('!')) return special(target.slice(1), label, context);
  // Whatever has no scheme is no link; it is shown as it was written, brackets and all.
  if (!/^[a-z][a-z\d+.-]*:/i.test(target)) return el('span', {}, `<${unescape(content)}>`);
  return link(unescape(target), label === undefined ? undefined : withEmoji(label, { names: true }));
}

function special(command, label, context) {
  const [name, ...rest] = command.split('^');
  if (name === 'date')
    return moment(rest[0], rest[1] ?? '', { url: rest[2] && unescape(rest[2]), fallback: label });
  if (name === 'subteam') return groupMention(rest[0], label, context);
  return broadcastMention(label?.replace(/^@/, '') || name);
}
