import type { Run } from '../../domain/request.ts';
import { headAndTail, tailOf } from '../../transcript/output-text.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import { beginning, code, duration, escaped, shortened, size } from '../text.ts';
import {
  context,
  type KnownBlock,
  type Message,
  preformatted,
  PREFORMATTED_MOST,
  section,
} from './blocks.ts';
import { verdictText } from './status.ts';

/** What one message shows of an output; the whole goes beside it as a file. */
const MOST_CHARACTERS = 8_000;
const MOST_LINES = 60;
const TAIL = { maxChars: 2_800, maxLines: 25 };

/** A run's message in the thread: its command, its output, and how it ended or that it still runs. */
export function runMessage(run: Run, output: readonly OutputSegment[]): Message {
  const title = shortened(run.title, 150);
  return {
    text: run.verdict ? `${title}: ${verdictText(run.verdict)}` : `${title}: running`,
    blocks: [section(`${icon(run)} ${code(title)}`), ...outputBlocks(run, output), context(footer(run))],
  };
}

/** Whether the message leaves out something of what the run printed. */
export function leavesOut(output: readonly OutputSegment[]): boolean {
  return shown(output) !== headAndTail(output, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
}

/** Where the whole output should have been. */
export function notAttached(error: string): Message {
  const text = `Slack did not take the whole output as a file (${error}), so only what is shown above is left.`;
  return { text, blocks: [context(`:warning: ${escaped(text)}`)] };
}

function shown(output: readonly OutputSegment[]): string {
  return headAndTail(output, MOST_CHARACTERS, MOST_LINES);
}

function icon(run: Run): string {
  switch (run.verdict?.kind) {
    case undefined:
      return ':hourglass_flowing_sand:';
    case 'exited':
      return run.verdict.code === 0 ? ':white_check_mark:' : ':x:';
    case 'could-not-start':
      return ':x:';
    case 'timed-out':
      return ':stopwatch:';
    case 'unknown':
      return ':warning:';
  }
}

function outputBlocks(run: Run, output: readonly OutputSegment[]): KnownBlock[] {
  const text = run.verdict ? shown(output) : tailOf(output, TAIL).text;
  if (text !== '') return pieces(text).map(preformatted);
  return run.verdict?.kind === 'exited' ? [context('_It printed nothing._')] : [];
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

function footer(run: Run): string {
  const { verdict, output } = run;
  if (!verdict) return 'running…';
  const parts = [`*${verdictText(verdict)}*`];
  if (run.tookMs !== undefined && verdict.kind !== 'timed-out') parts.push(duration(run.tookMs));
  if (output && output.redactions > 0) {
    parts.push(`:lock: ${output.redactions} ${output.redactions === 1 ? 'secret' : 'secrets'} redacted`);
  }
  if (output && output.cutBytes > 0) {
    parts.push(`:scissors: kept the first ${size(output.bytes)}, ${size(output.cutBytes)} more were cut off`);
  }
  if ('sentence' in verdict) parts.push(escaped(shortened(verdict.sentence, 600)));
  return parts.join('  ·  ');
}
