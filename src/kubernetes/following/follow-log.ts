import { setTimeout as wait } from 'node:timers/promises';
import { type ApiFailure, isForbidden } from '../failures/api-failure.ts';
import { Backoff } from '../connection/backoff.ts';
import type { FollowOptions } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import type { ContainerLife, LifeEnd } from './container-life.ts';
import { askedForLog, openLog } from './container-log.ts';
import { LogCursor } from './log-cursor.ts';
import { logFailureSentence, noLogYet } from './log-failures.ts';
import { secondOf } from './log-time.ts';

type Reading = 'to-its-end' | 'broke' | 'nothing-yet' | ApiFailure;

/**
 * Gives a started container's log until the container is over and its log is read to the end. A connection that ends is
 * followed by another from the same place. After the container's end the log is read once more, without following: only
 * then is it sure that nothing is missing. Undefined once the signal is aborted; rejects with what `onLines` threw.
 */
export async function followLog(
  connection: Connection,
  options: FollowOptions,
  life: ContainerLife,
  signal: AbortSignal,
): Promise<LifeEnd | undefined> {
  const { timing, now } = connection;
  const cursor = new LogCursor(options.after);
  const backoff = new Backoff(timing);
  let heardAt = now();
  for (;;) {
    const { end } = life;
    if (end && life.podIsGone) return end;
    const { position } = cursor;
    const reading = await readOnce(connection, options, cursor, { life, signal });
    if (signal.aborted) return undefined;
    if (end && (end.kind === 'lost' || reading === 'to-its-end' || isGone(reading))) return end;
    const progress = cursor.position !== position;
    if (progress) backoff.reset();
    // What is still there of an ended log comes without waiting: an answer that breaks off before it says nothing.
    if (progress || reading === 'to-its-end' || (reading === 'broke' && !end)) heardAt = now();
    const away = now() - heardAt >= timing.absence;
    if (away || isRefused(reading))
      return { kind: 'lost', sentence: lostSight(connection, options, reading, end) };
    if (reading === 'to-its-end') {
      // Mostly the container's end, of which the pod's status tells a moment later.
      backoff.reset();
      const either = AbortSignal.any([signal, life.over]);
      await wait(timing.logEnd, undefined, { signal: either }).catch(() => undefined);
    } else {
      await backoff.pause(signal, typeof reading === 'string' ? undefined : reading);
    }
    if (signal.aborted) return undefined;
  }
}

interface ReadOnce {
  readonly life: ContainerLife;
  readonly signal: AbortSignal;
}

/** Reads over one connection, from where the cursor is. While the container runs, what is to come is awaited. */
async function readOnce(
  connection: Connection,
  options: FollowOptions,
  cursor: LogCursor,
  { life, signal }: ReadOnce,
): Promise<Reading> {
  const follow = life.end === undefined;
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onOver = (): void => {
    timer = setTimeout(() => late.abort(), connection.timing.logEnd);
  };
  if (follow) life.over.addEventListener('abort', onOver);
  const { position } = cursor;
  const query = { timestamps: true, follow, ...(position && { sinceTime: secondOf(position.time) }) };
  try {
    const opened = await openLog(connection, options, query, {
      signal: AbortSignal.any([signal, late.signal]),
      // A process may say nothing for hours, but what an ended one has said comes at once.
      ...(!follow && { quietMs: connection.timing.request }),
    });
    if (opened.kind === 'failed') return late.signal.aborted ? 'broke' : opened.failure;
    if (opened.status === 204) return 'nothing-yet';
    cursor.beginAgain();
    const whole = await deliver(opened.body, options, cursor, signal);
    if (whole && !follow) for (const lines of cursor.finish()) await options.onLines(lines);
    return whole ? 'to-its-end' : 'broke';
  } finally {
    life.over.removeEventListener('abort', onOver);
    clearTimeout(timer);
  }
}

/** Gives the lines of a body one batch after the other; false when the connection broke. */
async function deliver(
  body: AsyncIterable<Uint8Array>,
  { onLines }: FollowOptions,
  cursor: LogCursor,
  signal: AbortSignal,
): Promise<boolean> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch(() => undefined);
      if (!next) return false;
      if (next.done === true) return true;
      for (const lines of cursor.read(next.value)) {
        if (signal.aborted) return false;
        await onLines(lines);
      }
    }
  } finally {
    await chunks.return?.().catch(() => undefined);
  }
}

/** The log went with its pod or container. */
function isGone(reading: Reading): boolean {
  return typeof reading !== 'string' && reading.kind === 'answered' && [400, 404].includes(reading.status);
}

function isRefused(reading: Reading): boolean {
  return typeof reading !== 'string' && isForbidden(reading);
}

function lostSight(
  { cluster }: Connection,
  options: FollowOptions,
  reading: Reading,
  end: LifeEnd | undefined,
): string {
  const known =
    end?.kind === 'exited'
      ? `the command ended with exit code ${end.code}, but not all of its output could be had.`
      : 'how the command ended is unknown.';
  return `${whyUnread(cluster, options, reading).replace(/\.$/, '')}; ${known}`;
}

function whyUnread(cluster: string, options: FollowOptions, reading: Reading): string {
  if (reading === 'nothing-yet') return noLogYet(options.pod.name);
  const failure: ApiFailure =
    typeof reading === 'string' ? { kind: 'unreachable', code: 'ECONNRESET' } : reading;
  return logFailureSentence(failure, askedForLog(cluster, options));
}
