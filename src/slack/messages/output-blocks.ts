import { headAndTail, tailOf } from '../../transcript/output-text.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import { beginning } from '../text.ts';
import { type KnownBlock, preformatted, PREFORMATTED_MOST } from './blocks.ts';

/** What one message shows of an output; the whole goes beside it as a file. */
const MOST_CHARACTERS = 8_000;
const MOST_LINES = 60;
const TAIL = { maxChars: 2_800, maxLines: 25 };

/** The beginning and the end of an output, as blocks; none for no output. */
export function outputBlocks(output: readonly OutputSegment[]): KnownBlock[] {
  return blocksOf(shown(output));
}

/** The newest lines of an output that goes on. */
export function tailBlocks(output: readonly OutputSegment[]): KnownBlock[] {
  return blocksOf(tailOf(output, TAIL).text);
}

/** Whether `outputBlocks` leave out something. */
export function leavesOut(output: readonly OutputSegment[]): boolean {
  return shown(output) !== headAndTail(output, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
}

function shown(output: readonly OutputSegment[]): string {
  return headAndTail(output, MOST_CHARACTERS, MOST_LINES);
}

function blocksOf(text: string): KnownBlock[] {
  return text === '' ? [] : pieces(text).map(preformatted);
}

/** Cut at line ends where there is one, so that a table stays whole. */
function pieces(text: string): string[] {
  const cut: string[] = [];
  let rest = text.replace(/\n$/, '');
  while (rest.length > PREFORMATTED_MOST) {
    const lineEnd = rest.lastIndexOf('\n', PREFORMATTED_MOST);
    const at = lineEnd > 0 ? lineEnd : beginning(rest, PREFORMATTED_MOST).length;
    cut.push(rest.slice(0, at));
    rest = rest.slice(lineEnd > 0 ? at + 1 : at);
  }
  return [...cut, rest];
}
