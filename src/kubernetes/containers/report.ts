import type { V1ContainerState, V1Pod } from '@kubernetes/client-node';
import type { ContainerReport, ContainerState } from '../../domain/container/container-report.ts';
import { isMissing } from '../failures/api-failure.ts';
import type { ContainerOptions, Reporting } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { failureSentence } from '../failures/failures.ts';
import { readPod } from '../finding/pod-search.ts';
import { quote } from '../failures/quote.ts';

/** What is kept of the texts of a state, in characters: as much as a kubelet takes of a container's own message. */
const LONGEST_MESSAGE = 4_096;
const LONGEST_REASON = 100;

/** How a debug container stands, by the pod. `date`: milliseconds since the epoch. */
export async function report(
  connection: Connection,
  { namespace, pod, container, signal }: ContainerOptions,
  date: () => number,
): Promise<Reporting> {
  const seenAt = date();
  const read = await readPod(connection, namespace, pod.name, signal);
  if (read.kind === 'failed') {
    if (isMissing(read.failure)) return { kind: 'gone', sentence: podGone(pod.name) };
    const asked = {
      cluster: connection.cluster,
      namespace,
      pod: pod.name,
      verb: 'get',
      resource: 'pods',
    };
    return { kind: 'failed', sentence: failureSentence(read.failure, asked) };
  }
  if (read.value.metadata?.uid !== pod.uid) return { kind: 'gone', sentence: podGone(pod.name) };
  const told = containerReport(read.value, container, seenAt);
  return told
    ? { kind: 'reported', report: told }
    : { kind: 'gone', sentence: `The pod ${pod.name} has no container ${container}: it was never added.` };
}

/** What `kubectl describe pod` tells of an ephemeral container; undefined when the pod has none of that name. Pure. */
export function containerReport(
  { spec, status }: V1Pod,
  name: string,
  seenAt: number,
): ContainerReport | undefined {
  const asked = spec?.ephemeralContainers?.find((each) => each.name === name);
  if (!asked) return undefined;
  const stands = status?.ephemeralContainerStatuses?.find((each) => each.name === name);
  return {
    name,
    image: asked.image ?? '',
    ...(stands?.imageID && { imageId: stands.imageID }),
    ...(stands?.containerID && { containerId: stands.containerID }),
    command: asked.command ?? [],
    args: asked.args ?? [],
    state: stateOf(stands?.state),
    ready: stands?.ready === true,
    restarts: stands?.restartCount ?? 0,
    seenAt,
  };
}

function stateOf(state: V1ContainerState | undefined): ContainerState {
  if (state?.running) return { kind: 'running', ...timeOf('startedAt', state.running.startedAt) };
  if (state?.terminated) {
    const { reason, exitCode, startedAt, finishedAt, message } = state.terminated;
    return {
      kind: 'terminated',
      reason: reasonOf(reason),
      exitCode,
      ...timeOf('startedAt', startedAt),
      ...timeOf('finishedAt', finishedAt),
      ...messageOf(message),
    };
  }
  if (!state?.waiting) return { kind: 'unknown' };
  const { reason, message } = state.waiting;
  return { kind: 'waiting', reason: reasonOf(reason), ...messageOf(message) };
}

function reasonOf(reason: string | undefined): string {
  return quote(reason ?? '', LONGEST_REASON);
}

function messageOf(message: string | undefined): { readonly message?: string } {
  return message ? { message: quote(message, LONGEST_MESSAGE) } : {};
}

/** A start that never was is told as the year 1. */
function timeOf<Key extends string>(
  key: Key,
  time: Date | string | undefined,
): { readonly [key in Key]?: number } {
  const at = time === undefined ? Number.NaN : new Date(time).getTime();
  return at > 0 ? ({ [key]: at } as { readonly [key in Key]: number }) : {};
}

function podGone(pod: string): string {
  return `The pod ${pod} is not there any more, or another took its name: the debug container went with it.`;
}
