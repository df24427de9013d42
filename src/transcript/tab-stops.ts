/** Terminals have a tab stop every 8 columns, and what programs print is made for that; chat clients have other ones, or none. */
const TAB = 8;
/** No table is that wide, and blanks take more room than the tab that they stand for. */
const LONGEST_LINE = 1_000;

/** Columns on a terminal: none for marks above other characters, two for East Asian characters and emoji. */
const NARROWEST = /\p{M}/u;
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;

function columnsOf(char: string): number {
  if (NARROWEST.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

/** A line with blanks in place of its tabs, so that columns stay below each other; longer lines than 1,000 characters as they are. */
export function withoutTabs(line: string): string {
  if (!line.includes('\t') || line.length > LONGEST_LINE) return line;
  let text = '';
  let column = 0;
  for (const char of line) {
    const width = char === '\t' ? TAB - (column % TAB) : columnsOf(char);
    text += char === '\t' ? ' '.repeat(width) : char;
    column += width;
  }
  return text;
}
