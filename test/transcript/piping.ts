import type { OutputSummary } from '../../src/domain/request/request.ts';
import { createOutputPipeline } from '../../src/transcript/output-pipeline.ts';
import { createRedactor } from '../../src/transcript/redactor.ts';
import type { OutputSegment } from '../../src/transcript/segment.ts';
import { botSecret } from './secrets.ts';

type Stream = OutputSegment['stream'];

export interface Piped {
  readonly batches: readonly (readonly OutputSegment[])[];
  readonly summary: OutputSummary;
  readonly out: string;
  readonly err: string;
}

export const redactor = createRedactor({ extraSecrets: [botSecret] });

/** Sends chunks through a pipeline, one after the other, and collects what comes out. */
export async function pipe(
  chunks: readonly (readonly [Stream, string | Buffer])[],
  limitBytes = 10_000_000,
): Promise<Piped> {
  const batches: (readonly OutputSegment[])[] = [];
  const pipeline = createOutputPipeline({
    redactor,
    limitBytes,
    async onSegments(segments) {
      batches.push(segments);
    },
  });
  for (const [stream, data] of chunks) await pipeline.write(stream, Buffer.from(data));
  const summary = await pipeline.end();
  const textOf = (stream: Stream): string =>
    batches
      .flat()
      .filter((segment) => segment.stream === stream)
      .map((segment) => segment.text)
      .join('');
  return { batches, summary, out: textOf('out'), err: textOf('err') };
}

/** Cuts bytes at the given places, in any order, beyond the end included. */
export function split(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((start, index) => bytes.subarray(start, sorted[index] ?? bytes.length));
}
