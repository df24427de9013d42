/** The most characters that are taken over from a text of the cluster. */
const LONGEST_QUOTE = 300;

/** Control and format characters (terminal escapes, direction overrides, zero widths) and every kind of blank. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\s]+/gu;

/**
 * A text of the cluster, made safe and short enough to stand in a sentence: one line, no control characters, 300 characters.
 * It is cut between words, never in one: sentences are redacted after they are made, and half a token is not known as one.
 */
export function quote(text: string, longest = LONGEST_QUOTE): string {
  const looked = text.slice(0, longest * 20);
  const plain = looked.replace(UNSAFE, ' ').trim();
  if (plain.length <= longest && looked === text) return plain;
  return `${plain.slice(0, longest).replace(/ ?[^ ]*$/, '')}…`;
}

/** The same, as the end of a sentence: without a full stop of its own. */
export function quoteAtEnd(text: string): string {
  return quote(text).replace(/[.\s]+$/, '');
}
