import { linesOf } from './output-lines.ts';
import type { OutputSegment } from './segment.ts';

/** What is not shown. `lines` are those of which nothing is shown; `chars` (UTF-16 code units) count newlines, too. */
export interface LeftOut {
  readonly lines: number;
  readonly chars: number;
}

interface Bounds {
  readonly maxChars: number;
  readonly maxLines: number;
}

const textsOf = (segments: readonly OutputSegment[]): string[] => linesOf(segments).map((line) => line.text);

const lengthOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + line.length + 1, 0) - (lines.length > 0 ? 1 : 0);

/** How many of the lines, taken in their order, fit. */
function countFitting(lines: Iterable<string>, { maxChars, maxLines }: Bounds): number {
  let chars = -1;
  let count = 0;
  for (const line of lines) {
    chars += line.length + 1;
    if (count >= maxLines || chars > maxChars) break;
    count += 1;
  }
  return count;
}

/** The end of a line, in whole characters. */
function endOf(line: string, maxChars: number): string {
  const end = line.slice(Math.max(0, line.length - maxChars));
  return end.replace(/^[\uDC00-\uDFFF]/, '');
}

/** The beginning of a line, in whole characters. */
function beginningOf(line: string, maxChars: number): string {
  return line.slice(0, maxChars).replace(/[\uD800-\uDBFF]$/, '');
}

/** The last lines that fit, or the end of the last line when that alone does not. */
function lastLines(lines: readonly string[], bounds: Bounds): string[] {
  const count = countFitting(lines.toReversed(), bounds);
  if (count > 0 || bounds.maxLines <= 0) return lines.slice(lines.length - count);
  const end = endOf(lines.at(-1) ?? '', Math.max(0, bounds.maxChars));
  return end === '' ? [] : [end];
}

/** The first lines that fit, or the beginning of the first line when that alone does not. */
function firstLines(lines: readonly string[], bounds: Bounds): string[] {
  const count = countFitting(lines, bounds);
  if (count > 0 || bounds.maxLines <= 0) return lines.slice(0, count);
  const beginning = beginningOf(lines[0] ?? '', Math.max(0, bounds.maxChars));
  return beginning === '' ? [] : [beginning];
}

/** The end of an output, at most `maxChars` UTF-16 code units and `maxLines` lines, without a newline at the end. */
export function tailOf(
  segments: readonly OutputSegment[],
  bounds: Bounds,
): { text: string; leftOut: LeftOut } {
  const lines = textsOf(segments);
  const shown = lastLines(lines, bounds);
  const text = shown.join('\n');
  return { text, leftOut: { lines: lines.length - shown.length, chars: lengthOf(lines) - text.length } };
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Room for the line that tells what is left out. */
const MARK_CHARS = 48;

/**
 * The first and the last lines of an output for a message, two thirds of them from the end, with a line such as
 * `… 120 lines left out …` between; the whole output when it fits. At most `maxChars` UTF-16 code units
 * and `maxLines` lines; with less than 48 characters or 3 lines, the end alone.
 */
export function headAndTail(segments: readonly OutputSegment[], maxChars: number, maxLines: number): string {
  const lines = textsOf(segments);
  if (lines.length <= maxLines && lengthOf(lines) <= maxChars) return lines.join('\n');
  const chars = maxChars - MARK_CHARS;
  if (chars <= 0 || maxLines < 3) return lastLines(lines, { maxChars, maxLines }).join('\n');

  const head = firstLines(lines, {
    maxChars: Math.floor(chars / 3),
    maxLines: Math.max(1, Math.floor((maxLines - 1) / 3)),
  });
  const wholeHead = head.length === 1 && head[0] !== lines[0] ? 0 : head.length;
  const tail = lastLines(lines.slice(wholeHead), {
    maxChars: chars - lengthOf(head),
    maxLines: maxLines - 1 - head.length,
  });
  const leftLines = lines.length - head.length - tail.length;
  const leftChars = lengthOf(lines) - lengthOf(head) - lengthOf(tail);
  const mark = leftLines > 0 ? counted(leftLines, 'line') : counted(leftChars, 'character');
  return [...head, `… ${mark} left out …`, ...tail].join('\n');
}

/** An output as a file. Lines of stderr begin with `stderr | ` when there are lines of both streams. */
export function asFile(segments: readonly OutputSegment[]): string {
  const lines = linesOf(segments);
  const mixed = new Set(lines.map((line) => line.stream)).size > 1;
  const text = lines
    .map((line) => (mixed && line.stream === 'err' ? `stderr | ${line.text}` : line.text))
    .join('\n');
  return lines.at(-1)?.ended === true ? `${text}\n` : text;
}
