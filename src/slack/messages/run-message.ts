import type { Run } from '../../domain/request/request.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import { code, duration, escaped, shortened, size } from '../text.ts';
import { context, type KnownBlock, type Message, section } from './blocks.ts';
import { outputBlocks, tailBlocks } from './output-blocks.ts';
import { verdictIcon, verdictText } from './verdict.ts';

/** A run's message in the thread: its command, its output, and how it ended or that it still runs. */
export function runMessage(run: Run, output: readonly OutputSegment[]): Message {
  const title = shortened(run.title, 150);
  return {
    text: `${title}: ${run.verdict ? verdictText(run.verdict) : 'running'}`,
    blocks: [
      section(`${verdictIcon(run.verdict)} ${code(title)}`),
      ...(run.verdict ? allOf(run, output) : tailBlocks(output)),
      context(footer(run)),
    ],
  };
}

/** Where the whole output should have been. */
export function notAttached(error: string): Message {
  const text = `Slack did not take the whole output as a file (${error}), so only what is shown above is left.`;
  return { text, blocks: [context(`:warning: ${escaped(text)}`)] };
}

function allOf(run: Run, output: readonly OutputSegment[]): KnownBlock[] {
  const blocks = outputBlocks(output);
  return blocks.length === 0 && run.verdict?.kind === 'exited' ? [context('_It printed nothing._')] : blocks;
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
  if ('sentence' in verdict && verdict.sentence !== undefined)
    parts.push(escaped(shortened(verdict.sentence, 600)));
  return parts.join('  ·  ');
}
