import type { CoreV1Event } from '@kubernetes/client-node';
import { V1MicroTime } from '@kubernetes/client-node';
import { callApi } from '../connection/api-call.ts';
import type { Failed, PodEventOptions } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { failureSentence } from '../failures/failures.ts';
import { FIELD_MANAGER } from '../connection/user-agent.ts';

/** The most that the API server takes (k8s.io/kubernetes/pkg/apis/core/validation/events.go). */
const LONGEST_MESSAGE = 1024;
const ELLIPSIS = '…';

/**
 * Writes an Event on the pod's container (recordings/kubernetes/events.json). The name makes it one: that it is there
 * already means that it was written before, so it is safe to repeat. `date`: milliseconds since the epoch.
 */
export async function recordEvent(
  connection: Connection,
  options: PodEventOptions,
  date: () => number,
): Promise<{ readonly kind: 'recorded' } | Failed> {
  const { namespace, pod, signal } = options;
  const body = podEvent(options, date());
  const answer = await callApi(
    connection,
    (call) => connection.core.createNamespacedEvent({ namespace, body, fieldManager: FIELD_MANAGER }, call),
    { signal },
  );
  if (answer.kind === 'ok') return { kind: 'recorded' };
  const { failure } = answer;
  if (failure.kind === 'answered' && failure.reason === 'AlreadyExists') return { kind: 'recorded' };
  const asked = { cluster: connection.cluster, namespace, pod: pod.name, verb: 'create', resource: 'events' };
  return { kind: 'failed', sentence: failureSentence(failure, asked) };
}

/** The Event itself. Pure. */
export function podEvent(
  { namespace, pod, container, name, reason, message }: Omit<PodEventOptions, 'signal'>,
  at: number,
): CoreV1Event {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace,
      name: pod.name,
      uid: pod.uid,
      fieldPath: `spec.ephemeralContainers{${container}}`,
    },
    reason,
    message: eventMessage(message),
    type: 'Normal',
    eventTime: new V1MicroTime(at),
    action: 'Debug',
    source: { component: FIELD_MANAGER },
    reportingComponent: FIELD_MANAGER,
    reportingInstance: FIELD_MANAGER,
  };
}

/** One line without control characters, of at most 1024 bytes; the cut halves no character. */
function eventMessage(message: string): string {
  const plain = message.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  if (Buffer.byteLength(plain) <= LONGEST_MESSAGE) return plain;
  const bytes = Buffer.from(plain).subarray(0, LONGEST_MESSAGE - Buffer.byteLength(ELLIPSIS));
  return `${new TextDecoder().decode(bytes, { stream: true })}${ELLIPSIS}`;
}
