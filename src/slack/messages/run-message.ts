import type { Person } from '../../domain/request/person.ts';
import type { Run } from '../../domain/request/request.ts';
import { duration, size } from '../../domain/quantities.ts';
import { verdictText } from '../../domain/request/verdict-text.ts';
import type { OutputSegment } from '../../transcript/segment.ts';
import { code, escaped, moment, shortened } from '../text.ts';
import { context, type KnownBlock, type Message, section } from './blocks.ts';
import { outputBlocks, tailBlocks } from './output-blocks.ts';
import { verdictIcon } from './verdict.ts';

/** What a run's message says besides. */
export interface RunContext {
  /** Whoever wanted it, where it was not the requester. */
  readonly by?: Person;
  readonly below?: readonly KnownBlock[];
}

/** A run's message in the thread: its command, its output, and how it ended or that it still runs. */
export function runMessage(
  run: Run,
  output: readonly OutputSegment[],
  { by, below = [] }: RunContext = {},
): Message {
  const title = shortened(run.title, 150);
  return {
    text: `${title}: ${run.verdict ? verdictText(run.verdict) : 'running'}`,
    blocks: [
      section(`${verdictIcon(run.verdict)} ${code(title)}${by ? ` by <@${by.slackId}>` : ''}`),
      ...(run.verdict ? allOf(run, output) : tailBlocks(output)),
      context(footer(run)),
      ...below,
    ],
  };
}

/** Where the whole output should have been. */
export function notAttached(error: string): Message {
  const text = `Slack did not take the whole output as a file (${error}), so only what is shown above is left.`;
  return { text, blocks: [context(`:warning: ${escaped(text)}`)] };
}

function allOf(run: Run, output: readonly OutputSegment[]): KnownBlock[] {
  const { bytes = 0, binaryBytes = 0 } = run.output ?? {};
  const blocks = [...outputBlocks(output), ...(binaryBytes > 0 ? [notText(output, binaryBytes)] : [])];
  if (blocks.length > 0 || run.verdict?.kind !== 'exited') return blocks;
  return [context(bytes > 0 ? '_It printed only blank lines._' : '_It printed nothing._')];
}

/** Its bytes stay in the worker: no secret can be masked in them. */
function notText(output: readonly OutputSegment[], bytes: number): KnownBlock {
  const isReadable = output.some(({ binary }) => binary);
  const next = isReadable
    ? 'The readable text in it is attached as a file.'
    : 'To see it as text, pipe it through `xxd` or `base64`.';
  return context(`:package: _Binary output (${size(bytes)}) is not shown._ ${next}`);
}

/** Slack's clients tell it anew as time goes by, so the message need not. */
function began(at: number | undefined): readonly string[] {
  return at === undefined ? [] : [`began ${moment(at, '{ago}')}`];
}

function footer(run: Run): string {
  const { verdict, output } = run;
  if (!verdict) return ['running…', ...began(run.startedAt)].join('  ·  ');
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
