/** The markdown block, as far as bots use it: headings, lists, quotes, fences, emphasis, code and links. */
import { el } from './dom.js';
import { emoji, isEmoji, withEmoji } from './emoji.js';
import { link } from './mentions.js';
import { preformatted } from './mrkdwn.js';

const INLINE =
  /`(?<code>[^`\n]+)`|\*\*(?<bold>[^*\n]+)\*\*|(?<![\w*])\*(?<star>[^*\s][^*\n]*)\*|(?<!\w)_(?<under>[^_\s][^_\n]*)_(?!\w)|~~(?<strike>[^~\n]+)~~|\[(?<label>[^\]\n]+)\]\((?<url>[^()\s]+)\)|:(?<emoji>[a-z0-9_+'-]+):/g;

const LINES = [
  { kind: 'rule', pattern: /^ *(?:-{3,}|\*{3,}) *$/ },
  { kind: 'heading', pattern: /^#{1,6} +/ },
  { kind: 'quote', pattern: /^> ?/ },
  { kind: 'ul', pattern: /^ *[-*+] +/ },
  { kind: 'ol', pattern: /^ *\d{1,3}[.)] +/ },
];

export function markdown(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(/^```[^\n]*\n([\s\S]*?)\n?```$/gm)) {
    nodes.push(...lines(text.slice(end, match.index)), preformatted(match[1]));
    end = match.index + match[0].length;
  }
  return [...nodes, ...lines(text.slice(end))];
}

function lines(text) {
  const groups = [];
  for (const row of text.split('\n')) {
    const found = LINES.find(({ pattern }) => pattern.test(row));
    const kind = found?.kind ?? (row.trim() === '' ? 'gap' : 'text');
    const content = found ? row.replace(found.pattern, '') : row;
    if (groups.at(-1)?.kind === kind && kind !== 'heading') groups.at(-1).rows.push(content);
    else groups.push({ kind, rows: [content] });
  }
  return groups.filter(({ kind }) => kind !== 'gap').map(block);
}

function block({ kind, rows }) {
  if (kind === 'heading') return el('p', { class: 'markdown-heading' }, inline(rows[0]));
  if (kind === 'quote') return el('blockquote', {}, inline(rows.join('\n')));
  if (kind === 'ul' || kind === 'ol')
    return el(
      kind,
      {},
      rows.map((row) => el('li', {}, inline(row))),
    );
  if (kind === 'rule') return el('hr');
  return el('p', {}, inline(rows.join('\n')));
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const node = inlineNode(match.groups);
    if (node === undefined) continue;
    nodes.push(...withEmoji(text.slice(end, match.index)), node);
    end = match.index + match[0].length;
  }
  return [...nodes, ...withEmoji(text.slice(end))];
}

function inlineNode({ code, bold, star, under, strike, label, url, emoji: name }) {
  if (code !== undefined) return el('code', {}, code);
  if (bold !== undefined) return el('strong', {}, inline(bold));
  if (star !== undefined || under !== undefined) return el('em', {}, inline(star ?? under));
  if (strike !== undefined) return el('s', {}, inline(strike));
  if (url !== undefined) return link(url, [label]);
  return isEmoji(name) ? emoji(name) : undefined;
}
