import { setImmediate } from 'node:timers/promises';
import type { OutputSummary } from '../domain/request/request.ts';
import { KeyholeError } from '../errors.ts';
import { createCleanStream } from './clean-stream.ts';
import type { CleanStream } from './clean-stream.ts';
import { createKeptOutput } from './kept-output.ts';
import type { KeptCounts, StreamLine } from './kept-output.ts';
import type { OpenKey } from './private-key.ts';
import type { Redactor } from './redactor.ts';
import type { OutputSegment } from './segment.ts';
import type { StreamLook } from './stream-look.ts';

type Stream = OutputSegment['stream'];

/** So many bytes are worked on before others get their turn on the event loop; about the size of a redaction, too. */
const SLICE_BYTES = 32_768;

/**
 * All that a pipeline knows at the end of a line, for another one to go on from there, in another process as well: what
 * was kept, the private keys that have begun and not ended, and what each stream looks like.
 */
export interface OutputState {
  readonly kept: KeptCounts;
  readonly openKeys: Readonly<Partial<Record<Stream, OpenKey>>>;
  /** Absent in what was written before streams were looked at. */
  readonly looks?: Readonly<Record<Stream, StreamLook>>;
}

/** What stands between a command's raw output and everything else. */
export interface OutputPipeline {
  /**
   * Takes raw output; `data` must not change until the promise resolves. Calls may overlap: they are worked on in order, and what
   * came in meanwhile goes on together. Resolves when all complete lines have been handed on, so that more may come.
   */
  write(stream: Stream, data: Buffer): Promise<void>;
  /** Hands on the last line too, and tells what there was. Nothing can be written afterwards. */
  end(): Promise<OutputSummary>;
  /** True only between writes, and when what was written ended with a newline. */
  state(): OutputState;
}

/**
 * Decodes, cleans and redacts output, and hands it on in the order in which its lines were complete.
 *
 * Up to `limitBytes` of clean output are kept; what follows is counted, before redaction, and dropped.
 * `onSegments` is never called before an earlier call is done. After a failure nothing is handed on any more.
 * @throws whatever `onSegments` throws, and KeyholeError `redaction-failed` or `output-ended`, from `write` and `end`
 */
export function createOutputPipeline(options: {
  redactor: Redactor;
  limitBytes: number;
  onSegments(segments: readonly OutputSegment[]): Promise<void>;
  /** Where an earlier pipeline stopped that took the same output up to what comes now. */
  before?: OutputState;
}): OutputPipeline {
  const { redactor, before } = options;
  const streams: Record<Stream, CleanStream> = {
    out: createCleanStream(redactor, before?.openKeys.out, before?.looks?.out),
    err: createCleanStream(redactor, before?.openKeys.err, before?.looks?.err),
  };
  const kept = createKeptOutput(options.limitBytes, before?.kept);
  let inbox: { stream: Stream; data: Buffer }[] = [];
  let ready: StreamLine[] = [];
  let sinceTurn = 0;
  let work: Promise<void> = Promise.resolve();
  let summary: Promise<OutputSummary> | undefined;

  const release = async (): Promise<void> => {
    const lines = ready;
    ready = [];
    if (lines.length === 0) return;
    const segments = kept.keep(lines, await redactor.redactLines(lines.map((line) => line.text)));
    if (kept.isFull()) for (const stream of [streams.out, streams.err]) kept.cut(stream.rest());
    if (segments.length > 0) await options.onSegments(segments);
  };

  const take = async (stream: Stream, text: string): Promise<void> => {
    if (kept.isFull()) {
      kept.cut(text);
      return;
    }
    for (const line of await streams[stream].lines(text)) ready.push({ stream, ...line });
  };

  const drain = async (): Promise<void> => {
    const chunks = inbox;
    inbox = [];
    for (const { stream, data } of chunks) {
      for (let at = 0; at < data.length; at += SLICE_BYTES) {
        const slice = data.subarray(at, at + SLICE_BYTES);
        await take(stream, streams[stream].clean(slice));
        sinceTurn += slice.length;
        if (sinceTurn < SLICE_BYTES) continue;
        sinceTurn = 0;
        await release();
        await setImmediate();
      }
    }
    await release();
  };

  const finish = async (): Promise<OutputSummary> => {
    await drain();
    for (const stream of ['out', 'err'] as const) {
      await take(stream, streams[stream].finish());
      const last = streams[stream].lastLine();
      if (last !== undefined) ready.push({ stream, ...last });
    }
    await release();
    const looks = [streams.out.look(), streams.err.look()];
    const binaryBytes = looks.reduce((sum, { binary, bytes }) => (binary ? sum + bytes : sum), 0);
    return { ...kept.summary(), ...(binaryBytes > 0 && { binaryBytes }) };
  };

  return {
    async write(stream, data) {
      if (summary !== undefined) throw new KeyholeError('output-ended', 'Output came after its end.');
      inbox.push({ stream, data });
      work = work.then(drain);
      await work;
    },
    async end() {
      summary ??= work.then(finish);
      return summary;
    },
    state() {
      const [out, err] = [streams.out.openKey(), streams.err.openKey()];
      return {
        kept: kept.counts(),
        openKeys: { ...(out && { out }), ...(err && { err }) },
        looks: { out: streams.out.look(), err: streams.err.look() },
      };
    },
  };
}
