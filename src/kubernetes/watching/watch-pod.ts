import { type ApiFailure, isForbidden } from '../failures/api-failure.ts';
import type { Backoff } from '../connection/backoff.ts';
import type { Connection } from '../connection/connection.ts';
import { LineSplitter } from '../following/line-splitter.ts';
import type { NamedPod, PodState } from './pod-states.ts';
import { readWatchEvent, type WatchEvent } from './watch-events.ts';

/** More than the 1.5 MB that etcd takes for an object, also with its text escaped. */
const LONGEST_EVENT = 8 * 1024 * 1024;

export interface WatchOptions {
  /** The resource version to go on from. */
  readonly version: string;
  readonly signal: AbortSignal;
  readonly backoff: Backoff;
}

/** `lost-its-place`: the server cannot go on from there, so begin again with a fresh read. */
export type WatchEnd = 'over' | 'forbidden' | 'lost-its-place';

/**
 * Watches one pod from a resource version on. The server ends each watch after a while, as nothing else would tell an
 * idle connection from a dead one; the next goes on from the last version seen, bookmarks included.
 */
export async function* watchPod(
  connection: Connection,
  named: NamedPod,
  { version, signal, backoff }: WatchOptions,
): AsyncGenerator<PodState, WatchEnd> {
  const { timing, now } = connection;
  let at = version;
  let lastsMs = timing.firstWatch;
  while (!signal.aborted) {
    const openedAt = now();
    const end = yield* watchOnce(connection, named, { version: at, signal, backoff }, lastsMs);
    if (typeof end === 'string') return end;
    at = end.version;
    // It lived as long as it was asked to.
    if (now() - openedAt >= lastsMs / 2) backoff.reset();
    await backoff.pause(signal, end.failure);
    lastsMs = Math.min(lastsMs * 2, timing.watch);
  }
  return 'over';
}

/** Where to go on. `failure`: the watch was refused. */
interface Interrupted {
  readonly version: string;
  readonly failure?: ApiFailure;
}

async function* watchOnce(
  connection: Connection,
  named: NamedPod,
  { version, signal, backoff }: WatchOptions,
  lastsMs: number,
): AsyncGenerator<PodState, WatchEnd | Interrupted> {
  const late = new AbortController();
  const deadline = setTimeout(() => late.abort(), lastsMs + connection.timing.watchGrace);
  try {
    const path = watchPath(named, version, lastsMs);
    const opened = await connection.stream(path, { signal: AbortSignal.any([signal, late.signal]) });
    if (signal.aborted) return 'over';
    if (opened.kind === 'streaming') return yield* statesOf(opened.body, named, version, backoff);
    if (isForbidden(opened.failure)) return 'forbidden';
    if (isExpired(opened.failure)) return 'lost-its-place';
    yield { kind: 'unknown', failure: opened.failure };
    return { version, failure: opened.failure };
  } finally {
    clearTimeout(deadline);
  }
}

/** A server that leaves the field selector out of account tells of other pods, too; those count for nothing. */
async function* statesOf(
  body: AsyncIterable<Uint8Array>,
  { name }: NamedPod,
  version: string,
  backoff: Backoff,
): AsyncGenerator<PodState, WatchEnd | Interrupted> {
  let at = version;
  for await (const event of eventsOf(body)) {
    switch (event?.kind) {
      case undefined:
        return 'lost-its-place';
      case 'deleted':
        if (event.name !== name) break;
        yield { kind: 'gone' };
        return 'over';
      case 'failed':
        if (!isExpired(event.failure)) yield { kind: 'unknown', failure: event.failure };
        return 'lost-its-place';
      case 'changed':
      case 'bookmark':
        at = event.version;
        backoff.reset();
    }
    if (event.kind === 'changed' && event.name === name) yield { kind: 'there', pod: event.pod };
  }
  return { version: at };
}

function watchPath({ namespace, name }: NamedPod, resourceVersion: string, watchMs: number): string {
  const query = new URLSearchParams({
    watch: 'true',
    fieldSelector: `metadata.name=${name}`,
    resourceVersion,
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(Math.max(1, Math.round(watchMs / 1000))),
  });
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods?${query.toString()}`;
}

/** The events of a body; undefined for a line that is none. A broken connection ends them, half a line is left out. */
async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent | undefined, void> {
  const splitter = new LineSplitter(LONGEST_EVENT);
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch(() => undefined);
      if (!next || next.done === true) return;
      for (const { bytes, whole } of splitter.push(next.value)) {
        if (bytes.length === 1) continue; // An empty line.
        yield whole ? readWatchEvent(bytes) : undefined;
      }
    }
  } finally {
    await chunks.return?.().catch(() => undefined);
  }
}

/** The server has forgotten that resource version (recordings/kubernetes/watch-errors.json). */
function isExpired(failure: ApiFailure): boolean {
  return failure.kind === 'answered' && failure.status === 410;
}
