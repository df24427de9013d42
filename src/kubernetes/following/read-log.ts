import { type ApiFailure, maySucceedLater } from '../failures/api-failure.ts';
import { Backoff } from '../connection/backoff.ts';
import type { LogReading, ReadLogOptions } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { askedForLog, type LogQuery, openLog } from './container-log.ts';
import { logFailureSentence, noLogYet } from './log-failures.ts';
import type { Streaming } from '../connection/stream.ts';

/** No more than this is fetched for the end of a log, whatever its lines hold. */
const MOST_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * The end of a container's log. One line more than wanted is asked for, to know whether there was more. `limitBytes`
 * would keep the beginning, so the bytes are counted here.
 */
export async function readLog(connection: Connection, options: ReadLogOptions): Promise<LogReading> {
  const { cluster, timing } = connection;
  const late = new AbortController();
  const deadline = setTimeout(() => late.abort(), timing.call);
  const signal = options.signal ? AbortSignal.any([options.signal, late.signal]) : late.signal;
  const refused = (failure: ApiFailure): LogReading => {
    const isLate = failure.kind === 'cancelled' && options.signal?.aborted !== true;
    const why = isLate ? ({ kind: 'timed-out', afterMs: timing.call } as const) : failure;
    return { kind: 'failed', sentence: logFailureSentence(why, askedForLog(cluster, options)) };
  };
  try {
    const query = { tailLines: options.lines + 1, limitBytes: MOST_BYTES };
    const opened = await openPatiently(connection, options, query, signal);
    if (opened.kind === 'failed') return refused(opened.failure);
    if (opened.status === 204) return { kind: 'failed', sentence: noLogYet(options.pod.name) };
    const end = await endOf(opened.body, options.bytes).catch(() => undefined);
    if (end) return lastOf(end, options);
    return refused(signal.aborted ? { kind: 'cancelled' } : { kind: 'unreachable', code: 'ECONNRESET' });
  } finally {
    clearTimeout(deadline);
  }
}

/** Tries again where that may help, until the signal is aborted. */
async function openPatiently(
  connection: Connection,
  options: ReadLogOptions,
  query: LogQuery,
  signal: AbortSignal,
): Promise<Streaming> {
  const backoff = new Backoff(connection.timing);
  for (;;) {
    const opened = await openLog(connection, options, query, { signal });
    if (opened.kind === 'streaming' || !maySucceedLater(opened.failure)) return opened;
    await backoff.pause(signal, opened.failure);
    if (signal.aborted) return opened;
  }
}

interface End {
  readonly text: Buffer;
  readonly cut: boolean;
}

/** The last bytes of a body, and whether there were more. Holds about twice as many. */
async function endOf(body: AsyncIterable<Uint8Array>, bytes: number): Promise<End> {
  let chunks: Buffer[] = [];
  let held = 0;
  let total = 0;
  for await (const chunk of body) {
    chunks.push(Buffer.from(chunk));
    held += chunk.length;
    total += chunk.length;
    if (held <= bytes * 2) continue;
    chunks = [lastBytes(chunks, bytes)];
    held = bytes;
  }
  return { text: lastBytes(chunks, bytes), cut: total > bytes };
}

function lastBytes(chunks: readonly Buffer[], bytes: number): Buffer {
  const all = Buffer.concat(chunks);
  return all.subarray(Math.max(0, all.length - bytes));
}

/** Whole lines of it, as far as there are any. */
function lastOf({ text, cut }: End, { lines }: ReadLogOptions): LogReading {
  const firstNewline = text.indexOf(NEWLINE);
  const half = cut && firstNewline >= 0 && firstNewline < text.length - 1;
  let from = half ? firstNewline + 1 : 0;
  const starts = [from];
  for (
    let at = text.indexOf(NEWLINE, from);
    at >= 0 && at < text.length - 1;
    at = text.indexOf(NEWLINE, at + 1)
  ) {
    starts.push(at + 1);
  }
  if (starts.length > lines) from = starts[starts.length - lines] ?? text.length;
  return { kind: 'log', text: text.subarray(from), cut: cut || starts.length > lines };
}
