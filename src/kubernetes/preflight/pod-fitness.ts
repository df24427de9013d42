import type { V1Pod } from '@kubernetes/client-node';
import type { DebugContainer } from '../../domain/container/debug-container.ts';
import { REQUEST_VARIABLE } from '../../domain/request/request-id.ts';
import type { ExistingDebugContainer, FoundPod, PodIdentity, Preflight } from '../cluster.ts';
import { foundPod } from '../finding/found-pod.ts';

/** Marks the API's image of a static pod, which takes no debug containers. */
const MIRROR = 'kubernetes.io/config.mirror';

/**
 * Whether a debug container would start in this pod, as far as the pod itself tells, or one that is to be used again
 * runs. The API server accepts pods whose kubelet will never start one (recordings/kubernetes/pods-in-other-phases.json), so this is asked first. Pure.
 */
export function podFitness(
  pod: V1Pod,
  { name, uid }: PodIdentity,
  container: DebugContainer,
  reused = false,
): Preflight {
  const found = foundPod(pod);
  if (found.uid !== uid) {
    return refuse(
      `The pod ${name} was replaced by another of the same name since it was asked for: ask again.`,
    );
  }
  if (pod.metadata?.annotations?.[MIRROR] !== undefined) {
    return refuse(
      `The pod ${name} is a static pod, and those take no debug containers: log in to its node instead.`,
    );
  }
  if (pod.metadata?.deletionTimestamp) {
    return refuse(`The pod ${name} is being deleted: ask again for the one that takes its place.`);
  }
  if (found.phase === 'Succeeded' || found.phase === 'Failed') {
    return refuse(
      `The pod ${name} is over (${found.phase}), and nothing starts in it any more: ask for one that runs.`,
    );
  }
  if (found.node === '') {
    return refuse(
      `The pod ${name} is not scheduled to a node yet, so nothing can start in it: wait until it runs.`,
    );
  }
  if (found.phase === 'Unknown' || pod.status?.reason === 'NodeLost') {
    return refuse(
      `The node ${found.node} of the pod ${name} does not answer, so nothing would start: check the node.`,
    );
  }
  if (pod.spec?.os?.name === 'windows') {
    return refuse(`The pod ${name} runs on Windows, and Keyhole's debug containers need Linux.`);
  }
  if (reused) return reuseFitness(found, container);
  if (isTaken(pod, container)) {
    return refuse(
      `The pod ${name} already has a container called ${container.name}, and names are never free again: ask again with another name after \`-c\`, or without it.`,
    );
  }
  return targetFitness(pod, container);
}

function reuseFitness({ name, existingDebugContainers }: FoundPod, { name: own }: DebugContainer): Preflight {
  const existing = existingDebugContainers.find(({ container }) => container.name === own);
  if (existing?.running === true) return { kind: 'ok', warnings: [] };
  return refuse(
    existing
      ? `The debug container ${own} of the pod ${name} does not run any more: ask again without \`--reuse\` for a new one.`
      : `The pod ${name} has no debug container ${own}: ask again without \`--reuse\` for a new one.`,
  );
}

/** Whether another container has the name. The request's own, which an earlier attempt added, is told by its mark. */
function isTaken({ spec }: V1Pod, { name, env = [] }: DebugContainer): boolean {
  const others = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  if (others.some((each) => each.name === name)) return true;
  const same = spec?.ephemeralContainers?.find((each) => each.name === name);
  if (!same) return false;
  const mark = env.find((each) => each.name === REQUEST_VARIABLE)?.value;
  return (
    mark === undefined || !same.env?.some((each) => each.name === REQUEST_VARIABLE && each.value === mark)
  );
}

function targetFitness(pod: V1Pod, container: DebugContainer): Preflight {
  const found = foundPod(pod);
  const target = container.targetContainerName;
  const warnings = [
    ...existing(found.existingDebugContainers, container.name),
    ...nodeWarnings(pod),
    ...rootWarnings(pod, container),
  ];
  if (target === undefined) return { kind: 'ok', warnings };
  const status = found.containers.find(({ name }) => name === target);
  if (!status) {
    const names = found.containers.map(({ name }) => name).join(', ');
    return refuse(`The pod ${found.name} has no container ${target}: it has ${names}.`);
  }
  // The kubelet answers CreateContainerError, again and again (recordings/kubernetes/pods-in-other-phases.json, d1).
  if (!status.running) {
    return refuse(
      `The container ${target} of the pod ${found.name} is not running (${status.state}), and a debug container can only look into one that runs: ask again when it does, or for another container.`,
    );
  }
  return { kind: 'ok', warnings };
}

function existing(containers: readonly ExistingDebugContainer[], own: string): string[] {
  const others = containers.filter(({ container }) => container.name !== own);
  if (others.length === 0) return [];
  const running = others.filter((each) => each.running).length;
  const count = others.length === 1 ? '1 debug container' : `${others.length} debug containers`;
  return [`The pod has ${count} already (${running} running), and none can be removed.`];
}

/** What lets a session see beyond its pod. */
function nodeWarnings({ spec }: V1Pod): string[] {
  const shared = [
    spec?.hostPID && 'processes',
    spec?.hostNetwork && 'network',
    spec?.hostIPC && 'shared memory',
  ];
  const words = shared.filter((word) => typeof word === 'string');
  return words.length === 0
    ? []
    : [`The pod shares the ${words.join(' and ')} of its node, and so does the session.`];
}

/** `runAsNonRoot` with an image that runs as root ends in CreateContainerConfigError (recordings/kubernetes/image-and-start-failures.json). */
function rootWarnings(pod: V1Pod, container: DebugContainer): string[] {
  const podContext = pod.spec?.securityContext;
  if (container.securityContext?.runAsNonRoot !== true && podContext?.runAsNonRoot !== true) return [];
  const user = container.securityContext?.runAsUser ?? podContext?.runAsUser;
  if (user !== undefined && user !== 0) return [];
  return [`It may not run as root, so it will not start if the image ${container.image} does.`];
}

function refuse(sentence: string): Preflight {
  return { kind: 'refused', sentence };
}
