import { setTimeout as wait } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import { type Answer, callApi } from '../connection/api-call.ts';
import { type ApiFailure, isForbidden, isMissing } from '../failures/api-failure.ts';
import { Backoff } from '../connection/backoff.ts';
import type { Connection } from '../connection/connection.ts';
import { readPod } from '../finding/pod-search.ts';
import { watchPod } from './watch-pod.ts';

/** A pod by its name alone; whether it is still the same pod tells its uid. */
export interface NamedPod {
  readonly namespace: string;
  readonly name: string;
}

export type PodState =
  /** Times in the pod may be text. */
  | { readonly kind: 'there'; readonly pod: V1Pod }
  /** The last state. */
  | { readonly kind: 'gone' }
  /** The cluster does not tell at the moment; it is asked again. */
  | { readonly kind: 'unknown'; readonly failure: ApiFailure };

/**
 * The states of a pod from now on: first as it is, then each change, until it is gone or the signal is aborted. Goes on
 * through broken connections, and begins with a fresh read where the server has forgotten where it was. Where pods may
 * not be listed or watched, the pod is read in intervals. Never throws.
 */
export async function* podStates(
  connection: Connection,
  named: NamedPod,
  signal: AbortSignal,
): AsyncGenerator<PodState, void> {
  const backoff = new Backoff(connection.timing);
  while (!signal.aborted) {
    const listed = await listPod(connection, named, signal);
    if (signal.aborted) return;
    if (listed.kind === 'failed') {
      if (isForbidden(listed.failure)) return yield* readInIntervals(connection, named, signal);
      yield { kind: 'unknown', failure: listed.failure };
      await backoff.pause(signal, listed.failure);
      continue;
    }
    const { pod, version } = listed.value;
    yield pod ? { kind: 'there', pod } : { kind: 'gone' };
    if (!pod) return;
    const end = yield* watchPod(connection, named, { version, signal, backoff });
    if (end === 'over') return;
    if (end === 'forbidden') return yield* readInIntervals(connection, named, signal);
    await backoff.pause(signal);
  }
}

/** A list, because its resource version is of now; a pod's own is of its last change, which the server may have forgotten. */
async function listPod(
  connection: Connection,
  { namespace, name }: NamedPod,
  signal: AbortSignal,
): Promise<Answer<{ readonly pod: V1Pod | undefined; readonly version: string }>> {
  const fieldSelector = `metadata.name=${name}`;
  const answer = await callApi(
    connection,
    (options) => connection.core.listNamespacedPod({ namespace, fieldSelector }, options),
    { signal, attempts: 1 },
  );
  if (answer.kind === 'failed') return answer;
  const { items, metadata } = answer.value;
  const pod = items?.find((each) => each.metadata?.name === name);
  return { kind: 'ok', value: { pod, version: metadata?.resourceVersion ?? '' } };
}

async function* readInIntervals(
  connection: Connection,
  { namespace, name }: NamedPod,
  signal: AbortSignal,
): AsyncGenerator<PodState, void> {
  while (!signal.aborted) {
    const answer = await readPod(connection, namespace, name, signal, 1);
    if (signal.aborted) return;
    if (answer.kind === 'ok') yield { kind: 'there', pod: answer.value };
    else if (isMissing(answer.failure)) return yield { kind: 'gone' };
    else yield { kind: 'unknown', failure: answer.failure };
    await wait(connection.timing.podRead, undefined, { signal }).catch(() => undefined);
  }
}
