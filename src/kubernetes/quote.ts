/** The most characters that are taken over from a text of the cluster. */
const LONGEST_QUOTE = 300;

/** Control and format characters (terminal escapes, direction overrides, zero widths) and every kind of blank. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\s]+/gu;

/** A text of the cluster, made safe and short enough to stand in a sentence: one line, no control characters, 300 characters. */
export function quote(text: string, longest = LONGEST_QUOTE): string {
  const plain = text
    .slice(0, longest * 20)
    .replace(UNSAFE, ' ')
    .trim();
  if (plain.length <= longest) return plain;
  // The cut may halve a pair of surrogates; a half is not a character.
  return `${plain.slice(0, longest - 1).replace(/\p{Cs}$/u, '')}…`;
}

/** The same, as the end of a sentence: without a full stop of its own. */
export function quoteAtEnd(text: string): string {
  return quote(text).replace(/[.\s]+$/, '');
}
