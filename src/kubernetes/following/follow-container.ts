import type { FollowOptions, FollowOutcome } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { ContainerLife } from './container-life.ts';
import { followLog } from './follow-log.ts';
import { startTimedOut } from '../failures/start-failures.ts';
import { LONGEST_TIMER } from '../timing.ts';

/**
 * Follows a container whose own process is the command: its start by a watch, its log, and then its exit code, which the
 * pod's status tells before the log's end or up to a second after it. `date`: milliseconds since the epoch.
 */
export async function followContainer(
  connection: Connection,
  options: FollowOptions,
  date: () => number,
): Promise<FollowOutcome> {
  const { namespace, pod, container, startTimeoutMs, timeoutMs, signal } = options;
  if (signal?.aborted) return { kind: 'aborted' };
  const stop = new Stop(signal);
  const life = new ContainerLife(connection, { ...pod, namespace, container }, date);
  try {
    stop.after(startTimeoutMs, () => ({
      kind: 'never-started',
      sentence: startTimedOut(startTimeoutMs, life.likely),
    }));
    const first = await Promise.race([life.started, life.ended, stop.reached]);
    if (typeof first !== 'number') return first;
    await options.onStarted?.(first);
    stop.after(timeoutMs - first, () => ({ kind: 'timed-out' }));
    // The limit is the command's, not that of whoever reads its log afterwards.
    life.over.addEventListener('abort', () => stop.never(), { once: true });
    if (life.end) stop.never();
    const outcome = await followLog(connection, options, life, stop.signal);
    return stop.outcome ?? outcome ?? { kind: 'aborted' };
  } finally {
    stop.clear();
    await life.stop();
  }
}

/** What ends the following from outside: the caller's signal, or a time that is up. */
class Stop {
  readonly #ends = new AbortController();
  readonly #reached = Promise.withResolvers<FollowOutcome>();
  readonly #caller: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#finish({ kind: 'aborted' });
  #timer: NodeJS.Timeout | undefined;
  #outcome: FollowOutcome | undefined;

  constructor(caller: AbortSignal | undefined) {
    this.#caller = caller;
    caller?.addEventListener('abort', this.#onAbort);
  }

  get reached(): Promise<FollowOutcome> {
    return this.#reached.promise;
  }

  get outcome(): FollowOutcome | undefined {
    return this.#outcome;
  }

  get signal(): AbortSignal {
    return this.#ends.signal;
  }

  /** Takes the place of the time before. */
  after(ms: number, outcome: () => FollowOutcome): void {
    this.never();
    this.#timer = setTimeout(
      () => {
        this.#finish(outcome());
      },
      Math.min(Math.max(ms, 0), LONGEST_TIMER),
    );
  }

  /** No time is up any more. */
  never(): void {
    clearTimeout(this.#timer);
  }

  clear(): void {
    this.never();
    this.#caller?.removeEventListener('abort', this.#onAbort);
  }

  #finish(outcome: FollowOutcome): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    this.#reached.resolve(outcome);
    this.#ends.abort();
  }
}
