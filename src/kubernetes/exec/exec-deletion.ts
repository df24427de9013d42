import type { ExecOptions, ExecOutcome } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { isMissing } from '../failures/api-failure.ts';
import { lostSentence } from '../following/lost-container.ts';
import { readPod } from '../finding/pod-search.ts';

/** 128 and SIGKILL or SIGTERM, which a pod's deletion sends to all that runs in it. */
const ENDED_BY_SIGNAL = [137, 143];

/**
 * Tells a command that its pod's deletion ended from one that ended by itself: to exec both are exit code 137
 * (recordings/kubernetes/pods-in-other-phases.json), so the pod is looked at, and only then.
 */
export async function toldFromDeletion(
  connection: Connection,
  { namespace, pod, signal }: ExecOptions,
  outcome: ExecOutcome,
): Promise<ExecOutcome> {
  if (outcome.kind !== 'exited' || !ENDED_BY_SIGNAL.includes(outcome.code)) return outcome;
  // Twice at most: a kept connection may have been closed meanwhile.
  const read = await readPod(connection, namespace, pod, signal, 2);
  const deleted =
    read.kind === 'ok' ? read.value.metadata?.deletionTimestamp !== undefined : isMissing(read.failure);
  if (!deleted) return outcome;
  return { kind: 'lost', sentence: lostSentence(pod, { kind: 'deleted', exitCode: outcome.code }) };
}
