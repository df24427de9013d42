import { requestIdIn } from '../../domain/request/request-id.ts';
import type { ExecOutcome, Release, ReleaseOptions } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { exec } from '../exec/exec.ts';
import { failureSentence } from '../failures/failures.ts';
import { isMissing } from '../failures/api-failure.ts';
import { readPod } from '../finding/pod-search.ts';
import { startVerdict } from '../failures/start-failures.ts';

/** What a look at the pod makes of it; undefined: the container may well run. */
type Look = Release | undefined;

/**
 * Runs the command that lets a debug container's process end. A command whose end stayed unknown, or that found no
 * running container, is judged by the pod: one that is still to start is not gone, it would run until its time limit.
 * An exec finds its container by names alone, so a name that another pod's container may have is looked at first.
 */
export async function release(connection: Connection, options: ReleaseOptions): Promise<Release> {
  const { namespace, pod, container, argv, signal } = options;
  if (!isOwnName(container)) {
    const before = await look(connection, options);
    if (before && before.kind !== 'not-yet') return before;
  }
  const outcome = await exec(connection, {
    namespace,
    pod: pod.name,
    container,
    argv,
    timeoutMs: connection.timing.release,
    onOutput: () => undefined,
    ...(signal && { signal }),
  });
  if (outcome.kind === 'exited' && outcome.code === 0) return { kind: 'released' };
  if (outcome.kind === 'aborted') return { kind: 'failed', sentence: whyNot(outcome) };
  const after = await look(connection, options);
  const early = outcome.kind === 'refused' && outcome.retryable;
  if (after && (after.kind !== 'not-yet' || early)) return after;
  return { kind: 'failed', sentence: whyNot(outcome) };
}

/** Whether only a container of Keyhole's is called so, after its request. */
function isOwnName(container: string): boolean {
  const id = requestIdIn(container);
  return id !== undefined && container === `keyhole-${id}`;
}

async function look(
  connection: Connection,
  { namespace, pod, container, signal }: ReleaseOptions,
): Promise<Look> {
  const read = await readPod(connection, namespace, pod.name, signal);
  if (read.kind === 'failed') {
    if (isMissing(read.failure)) return { kind: 'gone' };
    const asked = { cluster: connection.cluster, namespace, pod: pod.name, verb: 'get', resource: 'pods' };
    return { kind: 'failed', sentence: failureSentence(read.failure, asked) };
  }
  const there = read.value.spec?.ephemeralContainers?.some(({ name }) => name === container) === true;
  const over = ['Succeeded', 'Failed'].includes(read.value.status?.phase ?? '');
  if (read.value.metadata?.uid !== pod.uid || !there || over) return { kind: 'gone' };
  const verdict = startVerdict(read.value, pod, container);
  const neverRuns = verdict.kind === 'never' && verdict.program === true;
  if (verdict.kind === 'over' || neverRuns) return { kind: 'gone' };
  if (verdict.kind === 'running') return undefined;
  const sentence = `The debug container of the pod ${pod.name} has not started, and may still: it is told to end once it runs.`;
  return { kind: 'not-yet', sentence };
}

function whyNot(outcome: ExecOutcome): string {
  switch (outcome.kind) {
    case 'exited':
      return `The command that ends the debug container failed with exit code ${outcome.code}: it ends by itself at its time limit.`;
    case 'timed-out':
      return 'The command that ends the debug container did not end in time: the container ends by itself at its time limit.';
    case 'aborted':
      return 'Ending the debug container was cancelled: it ends by itself at its time limit.';
    case 'refused':
    case 'lost':
    case 'could-not-start':
      return outcome.sentence;
  }
}
