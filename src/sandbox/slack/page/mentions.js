/** What ids, links and dates look like inside text; shared by mrkdwn and rich text. */
import { el } from './dom.js';
import { dateOf, formatDate, fullTime } from './dates.js';

/** A person, marked when it is the one who looks. */
export function userMention(id, context) {
  const isReader = id === context.personId;
  return el(
    'span',
    { class: isReader ? 'mention mention-me' : 'mention' },
    `@${context.directory.user(id).name}`,
  );
}

export function channelMention(id, label, context) {
  return el(
    'span',
    { class: 'mention' },
    `#${context.directory.channel(id)?.name ?? (label || 'private-channel')}`,
  );
}

/** A user group, marked when whoever looks is in it. */
export function groupMention(id, label, context) {
  const group = context.directory.userGroup(id);
  const name = label?.replace(/^@/, '') || group?.handle || `group ${id}`;
  const isReader = group?.users.includes(context.personId) ?? false;
  return el('span', { class: isReader ? 'mention mention-me' : 'mention' }, `@${name}`);
}

export function broadcastMention(range) {
  return el('span', { class: 'mention mention-me' }, `@${range}`);
}

/** A link when it leads to the web or to mail; anything else stays text. */
export function link(url, children) {
  const shown = children?.length ? children : [url];
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return el('span', {}, shown);
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, shown);
}

/** A moment in the reader's own time; the sender's fallback when it is no moment. */
export function moment(ts, format, { url, fallback } = {}) {
  const text = formatDate(ts, format);
  if (text === undefined) return el('span', {}, fallback ?? '');
  const time = el('time', { datetime: dateOf(ts).toISOString(), title: fullTime(ts) }, text);
  return url ? link(url, [time]) : time;
}
