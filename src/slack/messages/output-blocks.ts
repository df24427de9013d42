import { isMixed, markedText, type OutputLine } from '../../transcript/output-lines.ts';
import { binaryStreams, excerptOf, tailOf } from '../../transcript/output-text.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import { beginning } from '../text.ts';
import { context, type KnownBlock, preformatted, PREFORMATTED_MOST } from './blocks.ts';

/** What one message shows of an output; the whole goes beside it as a file. */
const EXCERPT = { maxChars: 8_000, maxLines: 60 };
const TAIL = { maxChars: 2_800, maxLines: 25 };
/** With more changes between stdout and stderr than these, blocks of their own would tear apart what belongs together. */
const MOST_PARTS = 6;

/** The beginning and the end of an output, as blocks, and what is left out between; none for no output. */
export function outputBlocks(output: readonly OutputSegment[]): KnownBlock[] {
  const { head, leftOut, tail } = excerptOf(output, EXCERPT);
  const between = leftOut === undefined ? [] : [context(`_… ${leftOut} left out …_`)];
  return [...blocksOf(head), ...between, ...blocksOf(tail)];
}

/** The newest lines of an output that goes on. */
export function tailBlocks(output: readonly OutputSegment[]): KnownBlock[] {
  return blocksOf(tailOf(output, TAIL));
}

/** Whether `outputBlocks` leave out something. */
export function leavesOut(output: readonly OutputSegment[]): boolean {
  return excerptOf(output, EXCERPT).leftOut !== undefined || binaryStreams(output).size > 0;
}

/** Lines of stderr have blocks of their own, with a heading; where the streams often change, a mark on each line. None for blank lines. */
function blocksOf(lines: readonly OutputLine[]): KnownBlock[] {
  if (lines.every(({ text }) => text.trim() === '')) return [];
  const parts = partsOf(lines);
  if (parts.length > MOST_PARTS) return preformattedPieces(lines.map(markedText));
  const mixed = isMixed(lines);
  return parts.flatMap((part, index) => {
    const isError = part[0]?.stream === 'err';
    const heading = isError ? ['*stderr*'] : mixed && index > 0 ? ['*stdout*'] : [];
    return [...heading.map((text) => context(text)), ...preformattedPieces(part.map(({ text }) => text))];
  });
}

/** Neighbours of one stream. */
function partsOf(lines: readonly OutputLine[]): OutputLine[][] {
  const parts: OutputLine[][] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    if (last?.[0]?.stream === line.stream) last.push(line);
    else parts.push([line]);
  }
  return parts;
}

/** Cut at line ends where there is one, so that a table stays whole. */
function preformattedPieces(lines: readonly string[]): KnownBlock[] {
  const cut: string[] = [];
  let rest = lines.join('\n').replace(/\n$/, '');
  while (rest.length > PREFORMATTED_MOST) {
    const lineEnd = rest.lastIndexOf('\n', PREFORMATTED_MOST);
    const at = lineEnd > 0 ? lineEnd : beginning(rest, PREFORMATTED_MOST).length;
    cut.push(rest.slice(0, at));
    rest = rest.slice(lineEnd > 0 ? at + 1 : at);
  }
  return [...cut, rest].map(preformatted);
}
