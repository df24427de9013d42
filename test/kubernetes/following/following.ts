import type { FollowOptions, FollowOutcome, LogLines } from '../../../src/kubernetes/cluster.ts';
import type { Timing } from '../../../src/kubernetes/timing.ts';
import { ScriptedLog } from './scripted-log.ts';
import { IDENTITY, podWith, type ScriptedPod } from '../scripted-pod.ts';
import { given, type Script, stopServers } from '../scripted-server.ts';

const stop = { now: new AbortController(), outcomes: [] as Promise<FollowOutcome>[] };

/** Ends whatever is still followed, and the servers: for `afterEach`. */
export async function stopFollowing(): Promise<void> {
  stop.now.abort();
  await Promise.allSettled(stop.outcomes.splice(0));
  stop.now = new AbortController();
  await stopServers();
}

const QUICK = { retry: 2, longestRetryAfter: 20, logEnd: 40 };
export const T1 = '2026-11-22T07:45:59.100000000Z';
export const T2 = '2026-11-22T07:45:59.200000000Z';
export const T3 = '2026-11-22T07:46:01.000000000Z';

export const WAITING = podWith({ waiting: { reason: 'ContainerCreating' } });
export const RUNNING = podWith({ running: { startedAt: '2026-11-22T07:45:59Z' } });
export const DELETING = { metadata: { ...RUNNING.metadata, deletionTimestamp: '2026-11-22T07:47:00Z' } };

/** The pod whose container has ended. */
export function over(exitCode: number, change: object = {}) {
  const startedAt = '2026-11-22T07:45:59Z';
  return podWith({ terminated: { exitCode, startedAt } }, change);
}

/** Begins to follow, and tells what was given so far. */
export async function following(
  pod: ScriptedPod,
  log: ScriptedLog,
  options: Partial<FollowOptions> = {},
  { timing = {}, ...script }: Script & { timing?: Partial<Timing> } = {},
) {
  const { cluster, server } = await given(
    {
      answer: (request) => (ScriptedLog.is(request) ? log : pod).answer(request),
      ...script,
    },
    { ...QUICK, ...timing },
  );
  const told: string[] = [];
  const positions: LogLines['position'][] = [];
  const outcome: Promise<FollowOutcome> = cluster.followContainer({
    namespace: 'shop',
    pod: IDENTITY,
    container: 'debug-1',
    startTimeoutMs: 5000,
    timeoutMs: 3_600_000_000,
    signal: stop.now.signal,
    onStarted: () => void told.push('started'),
    onLines: ({ text, again, position }) => {
      told.push(`${again ? 'again:' : ''}${text.toString('utf8')}`);
      positions.push(position);
    },
    ...options,
  });
  stop.outcomes.push(outcome);
  return { outcome, told, positions, server };
}
