import type { OutputSummary } from '../domain/request/request.ts';
import type { Redacted } from './redactor.ts';
import type { OutputSegment } from './segment.ts';

/** A line of one of the streams, or a piece of one, still to be redacted. */
export interface StreamLine {
  readonly stream: OutputSegment['stream'];
  readonly text: string;
  readonly endsLine: boolean;
  /** Readable text in what is not text. */
  readonly binary?: boolean;
}

/** Counts what is kept of a run's output, up to a limit, and what is not. */
export interface KeptOutput {
  isFull(): boolean;
  /** What may be shown of these lines; neighbours of one stream become one segment. */
  keep(lines: readonly StreamLine[], redacted: readonly Redacted[]): OutputSegment[];
  /** Counts clean text that nobody keeps. */
  cut(text: string): void;
  summary(): OutputSummary;
  counts(): KeptCounts;
}

/** What was kept so far, for another to go on from. */
export interface KeptCounts extends OutputSummary {
  readonly lines: number;
  readonly segments: number;
}

const NOTHING: KeptCounts = { bytes: 0, cutBytes: 0, redactions: 0, lines: 0, segments: 0 };

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

/**
 * @param limitBytes of UTF-8, after redaction, of both streams together
 * @param before what was kept of the same output already
 */
export function createKeptOutput(limitBytes: number, before: KeptCounts = NOTHING): KeptOutput {
  let { bytes, cutBytes, redactions, lines: lineCount, segments: segmentCount } = before;
  // Once something was cut, nothing that follows is kept: it would seem to follow what was.
  let full = cutBytes > 0 || bytes >= limitBytes || lineCount >= MOST_LINES || segmentCount >= MOST_SEGMENTS;

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
      const segments: { stream: OutputSegment['stream']; text: string; binary?: true }[] = [];
      for (const [index, { stream, endsLine, binary = false }] of lines.entries()) {
        const line = redacted[index] ?? { text: '', count: 0 };
        const text = keepText(endsLine ? `${line.text}\n` : line.text);
        if (text === '') continue;
        redactions += line.count;
        const last = segments.at(-1);
        if (last?.stream === stream && (last.binary ?? false) === binary) last.text += text;
        else segments.push({ stream, text, ...(binary && { binary }) });
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
    counts: () => ({ bytes, cutBytes, redactions, lines: lineCount, segments: segmentCount }),
  };
}
