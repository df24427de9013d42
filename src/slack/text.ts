/** Text from people, pods and logs for mrkdwn: `<!channel>` in a pod's name must not ping everyone. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A text as inline code, in one line; a backtick would end it. */
export function code(text: string): string {
  return `\`${escaped(text).replaceAll('`', "'").replaceAll('\n', ' ⏎ ')}\``;
}

/**
 * What someone meant by the text of a slash command. Slack escapes `& < >`, links what looks like a host, an address or a
 * person, and apps turn quotes, blanks and two dashes into typographic ones.
 */
export function asTyped(text: string): string {
  const plain = withPlainQuotes(text)
    .replaceAll(/<[a-z][a-z0-9+.-]*:[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<([a-z][a-z0-9+.-]*:[^|>]*)>/g, '$1')
    // `<@U1|alice>`, `<#C1|incidents>`, `<!here>`: what was typed are their names.
    .replaceAll(/<([@#])[^|>]*\|\1?([^>]*)>/g, '$1$2')
    .replaceAll(/<!(?:[^|>]*\|)?@?([^>]*)>/g, '@$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  return withDashes(plain);
}

/** What someone meant by typographic quotes and blanks, which apps put in by themselves. */
export function withPlainQuotes(text: string): string {
  return text
    .replaceAll(/[“”„‟]/g, '"')
    .replaceAll(/[‘’‚‛]/g, "'")
    .replaceAll(/[\u00A0\u202F]/g, ' ');
}

/** Dashes that begin a word, as far as one of them is typographic, mean those of a flag: outside quotes, up to the `--` before the command. */
function withDashes(text: string): string {
  const pieces =
    /"(?:[^"\\]|\\.)*"|'[^']*'|(?<=^|\s)(?<dashes>[-\u2010-\u2015\u2212]+)(?=(?<letters>[a-z]+)|\s|$)/gis;
  let inCommand = false;
  return text.replaceAll(pieces, (found, ...rest) => {
    const { dashes, letters } = rest.at(-1) as { dashes?: string; letters?: string };
    if (inCommand || dashes === undefined) return found;
    const plain = /^-+$/.test(dashes);
    const two = plain ? dashes === '--' : dashes.length > 1 || /[\u2013-\u2015]/.test(dashes);
    inCommand = two && letters === undefined;
    if (plain) return found;
    return two && letters?.length !== 1 ? '--' : '-';
  });
}

/** A moment in the reader's own time zone, with UTC for where Slack cannot tell. */
export function moment(ms: number, format = '{date_short_pretty} at {time}'): string {
  const fallback = new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${Math.floor(ms / 1000)}^${format}|${fallback} UTC>`;
}

/** A text cut to a number of characters, with a mark where it was cut. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${beginning(text, most - 1)}…`;
}

/** The first characters of a text, never half of a surrogate pair. */
export function beginning(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}

/** An image's reference with as much of its digest as it takes to compare. */
export function shortDigest(reference: string): string {
  return reference.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+/, '$1…');
}
