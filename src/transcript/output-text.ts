import { isMixed, linesOf, markedText, type OutputLine } from './output-lines.ts';
import type { OutputSegment } from './segment.ts';
import { withoutTabs } from './tab-stops.ts';

interface Bounds {
  readonly maxChars: number;
  readonly maxLines: number;
}

/** What a message shows of an output. */
export interface Excerpt {
  readonly head: readonly OutputLine[];
  /** What is left out between them, such as `1,204 lines`; absent when nothing is. */
  readonly leftOut?: string;
  readonly tail: readonly OutputLine[];
}

/** Streams that are not text: nothing of them is worth reading in a message. */
export function binaryStreams(segments: readonly OutputSegment[]): ReadonlySet<OutputSegment['stream']> {
  return new Set(segments.filter(({ binary }) => binary).map(({ stream }) => stream));
}

/** The lines that may be shown, with blanks in place of tabs. */
function shownLines(segments: readonly OutputSegment[]): OutputLine[] {
  const binary = binaryStreams(segments);
  return linesOf(segments.filter(({ stream }) => !binary.has(stream))).map((line) => ({
    ...line,
    text: withoutTabs(line.text),
  }));
}

const lengthOf = (lines: readonly OutputLine[]): number =>
  lines.reduce((sum, { text }) => sum + text.length + 1, 0) - (lines.length > 0 ? 1 : 0);

/** How many of the lines, taken in their order, fit. */
function countFitting(lines: readonly OutputLine[], { maxChars, maxLines }: Bounds): number {
  let chars = -1;
  let count = 0;
  for (const { text } of lines) {
    chars += text.length + 1;
    if (count >= maxLines || chars > maxChars) break;
    count += 1;
  }
  return count;
}

/** The end of a line, in whole characters; none when nothing of it fits. */
function endOf(line: OutputLine | undefined, maxChars: number): OutputLine[] {
  if (line === undefined) return [];
  const end = line.text.slice(Math.max(0, line.text.length - Math.max(0, maxChars)));
  const text = end.replace(/^[\uDC00-\uDFFF]/, '');
  return text === '' ? [] : [{ ...line, text }];
}

/** The beginning of a line, in whole characters; none when nothing of it fits. */
function beginningOf(line: OutputLine | undefined, maxChars: number): OutputLine[] {
  if (line === undefined) return [];
  const text = line.text.slice(0, Math.max(0, maxChars)).replace(/[\uD800-\uDBFF]$/, '');
  return text === '' ? [] : [{ ...line, text }];
}

/** The last lines that fit, or the end of the last line when that alone does not. */
function lastLines(lines: readonly OutputLine[], bounds: Bounds): OutputLine[] {
  const count = countFitting(lines.toReversed(), bounds);
  if (count > 0 || bounds.maxLines <= 0) return lines.slice(lines.length - count);
  return endOf(lines.at(-1), bounds.maxChars);
}

/** The first lines that fit, or the beginning of the first line when that alone does not. */
function firstLines(lines: readonly OutputLine[], bounds: Bounds): OutputLine[] {
  const count = countFitting(lines, bounds);
  if (count > 0 || bounds.maxLines <= 0) return lines.slice(0, count);
  return beginningOf(lines[0], bounds.maxChars);
}

/** The last lines of an output, or the end of the last, in at most so many characters (UTF-16 code units) and lines. */
export function tailOf(segments: readonly OutputSegment[], bounds: Bounds): readonly OutputLine[] {
  return lastLines(shownLines(segments), bounds);
}

const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;

/**
 * The first and the last lines of an output, two thirds of them from the end; all of them as its head when they fit. In
 * at most `maxChars` UTF-16 code units, newlines between lines included, and `maxLines` lines. Nothing of a stream that is not text.
 */
export function excerptOf(segments: readonly OutputSegment[], { maxChars, maxLines }: Bounds): Excerpt {
  const lines = shownLines(segments);
  if (lines.length <= maxLines && lengthOf(lines) <= maxChars) return { head: lines, tail: [] };
  const head = firstLines(lines, {
    maxChars: Math.floor(maxChars / 3),
    maxLines: Math.max(1, Math.floor(maxLines / 3)),
  });
  const cutWithin = head.length === 1 && head[0]?.text !== lines[0]?.text;
  const tail = lastLines(lines.slice(cutWithin ? 0 : head.length), {
    maxChars: maxChars - lengthOf(head) - 1,
    maxLines: maxLines - head.length,
  });
  const leftLines = lines.length - head.length - tail.length;
  const leftChars = lengthOf(lines) - lengthOf(head) - lengthOf(tail);
  const leftOut = leftLines > 0 ? counted(leftLines, 'line') : counted(leftChars, 'character');
  return { head, leftOut, tail };
}

/** What stands above the readable text of what is not text. */
const ABOUT_BINARY =
  'Not all of this output is text. Of what is not, only the readable text in it is here, with secrets masked.';

/** An output as a file. Lines of stderr begin with `stderr | ` when there are lines of both streams. */
export function asFile(segments: readonly OutputSegment[]): string {
  const lines = linesOf(segments);
  const texts = isMixed(lines) ? lines.map(markedText) : lines.map(({ text }) => text);
  const end = lines.at(-1)?.ended === true ? '\n' : '';
  const about = binaryStreams(segments).size > 0 ? `${ABOUT_BINARY}\n\n` : '';
  return `${about}${texts.join('\n')}${end}`;
}
