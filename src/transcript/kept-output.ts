import type { OutputSummary } from '../domain/request.ts';
import type { Redacted } from './redactor.ts';
import type { OutputSegment } from './segment.ts';

/** A line of one of the streams, or a piece of one, still to be redacted. */
export interface StreamLine {
  readonly stream: OutputSegment['stream'];
  readonly text: string;
  readonly endsLine: boolean;
}

/** Counts what is kept of a run's output, up to a limit, and what is not. */
export interface KeptOutput {
  isFull(): boolean;
  /** What may be shown of these lines; neighbours of one stream become one segment. */
  keep(lines: readonly StreamLine[], redacted: readonly Redacted[]): OutputSegment[];
  /** Counts clean text that nobody keeps. */
  cut(text: string): void;
  summary(): OutputSummary;
}

/**
 * What output may be made of besides its bytes: each line and each change between the streams costs its reader memory of
 * its own, so newlines by turns on both streams must not be kept by the million.
 */
const MOST_LINES = 200_000;
const MOST_SEGMENTS = 20_000;

/** The longest beginning of a text that has at most so many bytes of UTF-8, in whole characters. */
function firstBytes(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}

/** @param limitBytes of UTF-8, after redaction, of both streams together */
export function createKeptOutput(limitBytes: number): KeptOutput {
  let bytes = 0;
  let cutBytes = 0;
  let redactions = 0;
  let lineCount = 0;
  let segmentCount = 0;
  let full = limitBytes <= 0;

  const keepText = (text: string): string => {
    const size = Buffer.byteLength(text);
    const kept = full ? '' : size <= limitBytes - bytes ? text : firstBytes(text, limitBytes - bytes);
    const keptSize = kept === text ? size : Buffer.byteLength(kept);
    bytes += keptSize;
    cutBytes += size - keptSize;
    full ||= keptSize < size || bytes >= limitBytes;
    return kept;
  };

  return {
    isFull: () => full,
    keep(lines, redacted) {
      const segments: { stream: OutputSegment['stream']; text: string }[] = [];
      for (const [index, { stream, endsLine }] of lines.entries()) {
        const line = redacted[index] ?? { text: '', count: 0 };
        const text = keepText(endsLine ? `${line.text}\n` : line.text);
        if (text === '') continue;
        redactions += line.count;
        const last = segments.at(-1);
        if (last?.stream === stream) last.text += text;
        else segments.push({ stream, text });
        lineCount += 1;
        full ||= lineCount >= MOST_LINES || segmentCount + segments.length >= MOST_SEGMENTS;
      }
      segmentCount += segments.length;
      return segments;
    },
    cut(text) {
      cutBytes += Buffer.byteLength(text);
    },
    summary: () => ({ bytes, cutBytes, redactions }),
  };
}
