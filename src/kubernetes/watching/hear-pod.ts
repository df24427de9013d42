import type { V1Pod } from '@kubernetes/client-node';
import { messageOf } from '../../errors.ts';
import type { Connection } from '../connection/connection.ts';
import { failureSentence } from '../failures/failures.ts';
import { type NamedPod, podStates } from './pod-states.ts';

/** What is heard of a pod. */
export type Heard =
  /** Times in the pod may be text. */
  | { readonly kind: 'there'; readonly pod: V1Pod }
  | { readonly kind: 'gone' }
  /** Why the cluster does not tell at the moment, as a sentence. */
  | { readonly kind: 'nothing'; readonly sentence: string };

/** Tells of each state of a pod, until it is gone or the signal is aborted. Never rejects: a state that cannot be read is passed over. */
export async function hearPod(
  connection: Connection,
  { namespace, name }: NamedPod,
  signal: AbortSignal,
  hear: (heard: Heard) => void,
): Promise<void> {
  const { cluster, logger } = connection;
  const asked = { cluster, namespace, pod: name, verb: 'watch', resource: 'pods' };
  for await (const state of podStates(connection, { namespace, name }, signal)) {
    if (signal.aborted) return;
    try {
      if (state.kind !== 'unknown') hear(state);
      else hear({ kind: 'nothing', sentence: failureSentence(state.failure, asked) });
    } catch (error) {
      logger.warn({ cluster, pod: name, error: messageOf(error) }, 'a state of a pod could not be read');
    }
  }
}
