import type { OutputSegment } from './segment.ts';

/** A whole line, put together from its pieces. */
export interface OutputLine {
  readonly stream: OutputSegment['stream'];
  /** Without the newline. */
  readonly text: string;
  /** False for the last line of a stream when no newline ended it. */
  readonly ended: boolean;
}

/** The lines of both streams in the order in which they ended; a line that never ended comes last. */
export function linesOf(segments: readonly OutputSegment[]): OutputLine[] {
  const lines: OutputLine[] = [];
  const open: Record<OutputSegment['stream'], string> = { out: '', err: '' };
  for (const { stream, text } of segments) {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      lines.push({ stream, text: open[stream] + piece, ended: true });
      open[stream] = '';
    }
    open[stream] += last;
  }
  for (const stream of ['out', 'err'] as const) {
    if (open[stream] !== '') lines.push({ stream, text: open[stream], ended: false });
  }
  return lines;
}

/** Whether lines of both streams are among these. */
export function isMixed(lines: readonly OutputLine[]): boolean {
  return lines.some(({ stream }) => stream !== lines[0]?.stream);
}

/** The text of a line, marked when it came from stderr. */
export function markedText({ stream, text }: OutputLine): string {
  return stream === 'err' ? `stderr | ${text}` : text;
}
