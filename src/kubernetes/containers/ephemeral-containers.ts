import { PatchStrategy, type V1Pod } from '@kubernetes/client-node';
import type { DebugContainer } from '../../domain/container/debug-container.ts';
import { type Answer, callApi } from '../connection/api-call.ts';
import type { AddOptions, Addition, PodIdentity } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import type { Asked } from '../failures/asked.ts';
import { failureSentence } from '../failures/failures.ts';
import { FIELD_MANAGER } from '../connection/user-agent.ts';

export interface PatchOptions extends AddOptions {
  readonly dryRun: boolean;
}

/** How an addition is spoken of in sentences. */
export function askedToAdd(cluster: string, { namespace, pod, container }: AddOptions): Asked {
  return {
    cluster,
    namespace,
    pod: pod.name,
    container: container.name,
    verb: 'patch',
    resource: 'pods/ephemeralcontainers',
  };
}

/** Adds the container to exactly this pod. Safe to repeat: the list merges by the container's name. */
export async function addContainer(connection: Connection, options: AddOptions): Promise<Addition> {
  const answer = await patchContainer(connection, { ...options, dryRun: false });
  if (answer.kind === 'ok') return { kind: 'added' };
  const { failure } = answer;
  const sentence = failureSentence(failure, askedToAdd(connection.cluster, options));
  const certain =
    failure.kind === 'no-credentials' ||
    (failure.kind === 'answered' && failure.status < 500) ||
    (failure.kind === 'unreachable' && ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(failure.code));
  return { kind: certain ? 'refused' : 'unknown', sentence };
}

/**
 * The patch itself. Strategic merge is the only flavour that neither replaces the list nor fails on an absent one, and
 * the uid makes the server refuse a pod of the same name that came since (recordings/kubernetes/patch-flavours.json).
 */
export function patchContainer(
  connection: Connection,
  { namespace, pod, container, dryRun, signal }: PatchOptions,
): Promise<Answer<V1Pod>> {
  return callApi(
    connection,
    (options) =>
      connection.core.patchNamespacedPodEphemeralcontainers(
        {
          namespace,
          name: pod.name,
          body: patchBody(pod, container),
          fieldManager: FIELD_MANAGER,
          fieldValidation: 'Strict',
          ...(dryRun && { dryRun: 'All' }),
        },
        options,
      ),
    { signal, headers: { 'Content-Type': PatchStrategy.StrategicMergePatch } },
  );
}

function patchBody({ uid }: PodIdentity, container: DebugContainer): object {
  return { metadata: { uid }, spec: { ephemeralContainers: [container] } };
}
