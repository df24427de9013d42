import { describe, expect, test } from '@jest/globals';
import { createOutputPipeline } from '../../src/transcript/output-pipeline.ts';
import { createKeptOutput, type StreamLine } from '../../src/transcript/kept-output.ts';
import type { OutputSegment } from '../../src/transcript/segment.ts';
import { redactor } from './piping.ts';

const MOST_LINES = 200_000;
const MOST_SEGMENTS = 20_000;
const NO_LIMIT = 1_000_000_000;

type Stream = OutputSegment['stream'];

const line = (stream: Stream, text: string): StreamLine => ({ stream, text, endsLine: true });
const alternating = (count: number, text = ''): StreamLine[] =>
  Array.from({ length: count }, (_each, index) => line(index % 2 === 0 ? 'out' : 'err', text));

/** Keeps lines in batches, as they come from a stream, and gives all segments. */
function keptOf(kept: ReturnType<typeof createKeptOutput>, lines: readonly StreamLine[], batch: number) {
  const segments: OutputSegment[] = [];
  for (let at = 0; at < lines.length; at += batch) {
    const some = lines.slice(at, at + batch);
    segments.push(
      ...kept.keep(
        some,
        some.map(({ text }) => ({ text, count: 0 })),
      ),
    );
  }
  return segments;
}

const bytesOf = (segments: readonly OutputSegment[]) =>
  segments.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);

describe('newlines by turns on both streams', () => {
  test.each([1, 1_000, 50_000])('end in a bounded number of segments, %i lines at a time', (batch) => {
    const kept = createKeptOutput(NO_LIMIT);
    const segments = keptOf(kept, alternating(50_000), batch);
    expect(segments).toHaveLength(MOST_SEGMENTS);
    expect(kept.isFull()).toBe(true);
    expect(kept.summary()).toEqual({ bytes: 20_000, cutBytes: 30_000, redactions: 0 });
  });

  test('one fewer than the cap is kept whole', () => {
    const kept = createKeptOutput(NO_LIMIT);
    expect(keptOf(kept, alternating(MOST_SEGMENTS - 1), 7)).toHaveLength(MOST_SEGMENTS - 1);
    expect(kept.isFull()).toBe(false);
    expect(kept.summary().cutBytes).toBe(0);
  });

  test('batches of one stream are segments of their own, and count as such', () => {
    const kept = createKeptOutput(NO_LIMIT);
    const lines = Array.from({ length: 30_000 }, () => line('out', ''));
    expect(keptOf(kept, lines, 1)).toHaveLength(MOST_SEGMENTS);
    expect(kept.summary()).toMatchObject({ bytes: 20_000, cutBytes: 10_000 });
  });
});

describe('newlines only', () => {
  test('are kept up to a bounded number of lines', () => {
    const kept = createKeptOutput(NO_LIMIT);
    const lines = Array.from({ length: 250_000 }, () => line('out', ''));
    const segments = keptOf(kept, lines, 30_000);
    expect(bytesOf(segments)).toBe(MOST_LINES);
    expect(segments.length).toBeLessThan(10);
    expect(kept.isFull()).toBe(true);
    expect(kept.summary()).toEqual({ bytes: MOST_LINES, cutBytes: 50_000, redactions: 0 });
  });

  test('one fewer than the cap is kept whole', () => {
    const kept = createKeptOutput(NO_LIMIT);
    const lines = Array.from({ length: MOST_LINES - 1 }, () => line('err', ''));
    expect(bytesOf(keptOf(kept, lines, 50_000))).toBe(MOST_LINES - 1);
    expect(kept.isFull()).toBe(false);
  });

  test('nothing at all, such as an empty piece of a line, counts as no line', () => {
    const kept = createKeptOutput(NO_LIMIT);
    const pieces = Array.from({ length: MOST_LINES + 1 }, () => ({
      stream: 'out' as const,
      text: '',
      endsLine: false,
    }));
    expect(keptOf(kept, pieces, 50_000)).toEqual([]);
    expect(kept.isFull()).toBe(false);
  });
});

describe('the summary', () => {
  test('counts every byte once, kept or cut, whichever cap came first', () => {
    for (const limit of [0, 1, 1_000, 90_001, NO_LIMIT]) {
      const kept = createKeptOutput(limit);
      const lines = alternating(30_000, 'ñ');
      const segments = keptOf(kept, lines, 100);
      kept.cut('ñ after');
      const { bytes, cutBytes } = kept.summary();
      expect(bytes).toBe(bytesOf(segments));
      expect(bytes).toBeLessThanOrEqual(Math.min(limit, 3 * MOST_SEGMENTS));
      expect(bytes + cutBytes).toBe(3 * 30_000 + 8);
    }
  });

  test('counts redactions only of what is kept', () => {
    const kept = createKeptOutput(NO_LIMIT);
    const lines = alternating(MOST_SEGMENTS + 100);
    kept.keep(
      lines,
      lines.map(() => ({ text: '[redacted]', count: 2 })),
    );
    expect(kept.summary().redactions).toBe(2 * MOST_SEGMENTS);
  });

  test('measures what was redacted, not what was printed', () => {
    const kept = createKeptOutput(NO_LIMIT);
    kept.keep([line('out', 'a very long secret')], [{ text: '***', count: 1 }]);
    expect(kept.summary()).toEqual({ bytes: 4, cutBytes: 0, redactions: 1 });
  });
});

describe('through the whole pipeline', () => {
  /** What is handed on of chunks that come faster than they are worked on. */
  async function handedOn(chunks: readonly (readonly [Stream, string])[]) {
    const segments: OutputSegment[] = [];
    const pipeline = createOutputPipeline({
      redactor,
      limitBytes: NO_LIMIT,
      onSegments: async (some) => void segments.push(...some),
    });
    await Promise.all(chunks.map(([stream, text]) => pipeline.write(stream, Buffer.from(text))));
    return { segments, summary: await pipeline.end() };
  }

  test('a command that writes a newline to each stream by turns fills no store', async () => {
    const { segments, summary } = await handedOn(
      alternating(30_000).map(({ stream }) => [stream, '\n'] as const),
    );
    expect(segments.length).toBeLessThanOrEqual(MOST_SEGMENTS);
    expect(bytesOf(segments)).toBe(summary.bytes);
    expect(summary).toEqual({ bytes: 20_000, cutBytes: 10_000, redactions: 0 });
  });

  test('a command that prints newlines for ever fills no store', async () => {
    const { segments, summary } = await handedOn([['out', '\n'.repeat(300_000)]]);
    expect(bytesOf(segments)).toBe(summary.bytes);
    expect(summary).toEqual({ bytes: 200_000, cutBytes: 100_000, redactions: 0 });
  });
});
