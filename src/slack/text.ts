/** Text from people, pods and logs for mrkdwn: `<!channel>` in a pod's name must not ping everyone. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A text as inline code, in one line; a backtick would end it. */
export function code(text: string): string {
  return `\`${escaped(text).replaceAll('`', "'").replaceAll('\n', ' ⏎ ')}\``;
}

/**
 * What someone meant by the text of a slash command. Slack escapes `& < >`, links what looks like a host, and apps turn
 * quotes, blanks and two dashes into typographic ones.
 */
export function asTyped(text: string): string {
  const plain = text
    .replaceAll(/<(?:mailto:|https?:\/\/)[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<((?:https?:\/\/|mailto:)[^|>]*)>/g, '$1')
    .replaceAll(/[“”„]/g, '"')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[\u00A0\u202F]/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  return withDashes(plain);
}

/** A long dash that begins a word stands for two short ones: outside quotes, up to the one before the command. */
function withDashes(text: string): string {
  const pieces =
    /"(?:[^"\\]|\\.)*"|'[^']*'|(?<=^|\s)(?<flag>[—–])(?=[a-z])|(?<=^|\s)(?<mark>--|[—–])(?=\s|$)/gs;
  let inCommand = false;
  return text.replaceAll(pieces, (found, ...rest) => {
    const groups = rest.at(-1) as { flag?: string; mark?: string };
    if (inCommand || (groups.flag === undefined && groups.mark === undefined)) return found;
    inCommand = groups.mark !== undefined;
    return '--';
  });
}

/** A moment in the reader's own time zone, with UTC for where Slack cannot tell. */
export function moment(ms: number, format = '{date_short_pretty} at {time}'): string {
  const fallback = new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${Math.floor(ms / 1000)}^${format}|${fallback} UTC>`;
}

/** A duration for people: `850 ms`, `1.4 s`, `15 min`, `2 h 30 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A number of bytes for people: `950 bytes`, `1.2 MB`. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toFixed(1))} ${units[power - 1]}`;
}

/** A text cut to a number of characters, with a mark where it was cut. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${beginning(text, most - 1)}…`;
}

/** The first characters of a text, never half of a surrogate pair. */
export function beginning(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}
