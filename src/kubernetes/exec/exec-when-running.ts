import { setTimeout as wait } from 'node:timers/promises';
import type { ExecOutcome, ExecWhenRunningOptions, NeverStarted } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { exec } from './exec.ts';
import { startTimedOut } from '../failures/start-failures.ts';
import type { Timing } from '../timing.ts';
import { StartWatch } from '../watching/start-watch.ts';

/**
 * Runs one command in a container that may still be starting. An exec finds the container in the runtime before the
 * pod's status tells that it runs, so it is simply tried again, in ever longer intervals, and only after a refusal that
 * is certain to have run nothing. Beside that the pod is watched, to stop where waiting is in vain.
 */
export async function execWhenRunning(
  connection: Connection,
  options: ExecWhenRunningOptions,
): Promise<ExecOutcome | NeverStarted> {
  const { namespace, pod, podUid, container, signal, startTimeoutMs } = options;
  const { timing, now } = connection;
  const watch = new StartWatch(connection, { namespace, name: pod, uid: podUid, container });
  const ends = signal ? AbortSignal.any([signal, watch.hopeless]) : watch.hopeless;
  const startedAt = now();
  let pause = timing.firstAttempt;
  const onOpen = async (sinceMs: number): Promise<void> => {
    await watch.stop(); // It runs: there is nothing to wait for any more.
    await options.onOpen?.(sinceMs);
  };
  try {
    for (;;) {
      if ((await options.mayStart?.()) === false) return { kind: 'aborted', handedOver: false };
      const outcome = await exec(connection, { ...options, onOpen });
      if (outcome.kind !== 'refused' || !outcome.retryable) return outcome;
      if (watch.sentence !== undefined) return { kind: 'never-started', sentence: watch.sentence };
      const asked = Math.min(outcome.retryAfterMs ?? 0, timing.longestRetryAfter);
      const next = Math.max(pause, asked);
      if (now() - startedAt + next > startTimeoutMs) {
        return { kind: 'never-started', sentence: startTimedOut(startTimeoutMs, watch.likely) };
      }
      await wait(next, undefined, { signal: ends }).catch(() => undefined);
      if (signal?.aborted) return { kind: 'aborted', handedOver: false };
      if (watch.sentence !== undefined) return { kind: 'never-started', sentence: watch.sentence };
      pause = nextPause(pause, now() - startedAt, timing);
    }
  } finally {
    await watch.stop();
  }
}

/**
 * The wait before the next attempt, in milliseconds. A container without an image to pull runs within about a second, so until then
 * the waits stay short; what takes longer is worth fewer requests.
 */
export function nextPause(
  pause: number,
  sinceStart: number,
  { eager, eagerAttempts, laterAttempts }: Pick<Timing, 'eager' | 'eagerAttempts' | 'laterAttempts'>,
): number {
  return Math.min(pause * 1.5, sinceStart < eager ? eagerAttempts : laterAttempts);
}
