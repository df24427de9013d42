import type { V1ContainerState, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { FoundPod, PodContainer } from './cluster.ts';
import { quote } from './quote.ts';

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** What Keyhole tells of a pod. Pure; a pod that lacks what the API promises gives empty texts. */
export function foundPod(pod: V1Pod): FoundPod {
  const { metadata, spec, status } = pod;
  const containers = containersOf(pod);
  const owner = ownerOf(pod);
  return {
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    ...(owner !== undefined && { owner }),
    node: spec?.nodeName ?? '',
    phase: status?.phase ?? 'Unknown',
    containers,
    defaultContainer: defaultContainerOf(pod, containers),
    existingDebugContainers: debugContainersOf(pod),
    ready: status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True') === true,
    restarts: statusesOf(pod).reduce((sum, { restartCount }) => sum + restartCount, 0),
    ...(status?.startTime && { startedAt: new Date(status.startTime).getTime() }),
  };
}

function statusesOf({ status }: V1Pod): V1ContainerStatus[] {
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
}

function defaultContainerOf({ metadata, spec }: V1Pod, containers: readonly PodContainer[]): string {
  const annotated = metadata?.annotations?.[DEFAULT_CONTAINER];
  return containers.find(({ name }) => name === annotated)?.name ?? spec?.containers[0]?.name ?? '';
}

function debugContainersOf({ spec, status }: V1Pod): FoundPod['existingDebugContainers'] {
  const running = (status?.ephemeralContainerStatuses ?? [])
    .filter(({ state }) => state?.running !== undefined)
    .map(({ name }) => name);
  return (spec?.ephemeralContainers ?? []).map(({ name }) => ({ name, running: running.includes(name) }));
}

/** The app containers, and those init containers that stay (sidecars): what a debug container can look into. */
function containersOf(pod: V1Pod): PodContainer[] {
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const statuses = statusesOf(pod);
  return [...(pod.spec?.containers ?? []), ...sidecars].map(({ name, securityContext }) => {
    const status = statuses.find((each) => each.name === name);
    const runAsUser = securityContext?.runAsUser ?? pod.spec?.securityContext?.runAsUser;
    const runAsGroup = securityContext?.runAsGroup ?? pod.spec?.securityContext?.runAsGroup;
    return {
      name,
      ready: status?.ready === true,
      running: status?.state?.running !== undefined,
      state: stateOf(status?.state),
      ...(runAsUser !== undefined && { runAsUser }),
      ...(runAsGroup !== undefined && { runAsGroup }),
    };
  });
}

function stateOf(state: V1ContainerState | undefined): string {
  if (state?.running) return 'running';
  if (state?.waiting) return `waiting${state.waiting.reason ? ` (${quote(state.waiting.reason, 60)})` : ''}`;
  if (state?.terminated) {
    const { reason, exitCode } = state.terminated;
    return `ended (${quote(reason ?? 'Error', 60)}, exit code ${exitCode})`;
  }
  return 'not started';
}

/**
 * The owner as people name it. A Deployment's pod is owned by a ReplicaSet that is called after the Deployment and the
 * pod's `pod-template-hash`, so its name needs no further right.
 */
function ownerOf(pod: V1Pod): string | undefined {
  const references = pod.metadata?.ownerReferences ?? [];
  const owner = references.find(({ controller }) => controller === true) ?? references[0];
  if (!owner) return undefined;
  const hash = pod.metadata?.labels?.['pod-template-hash'];
  const suffix = `-${hash ?? ''}`;
  if (owner.kind === 'ReplicaSet' && hash && owner.name.endsWith(suffix)) {
    return `Deployment ${owner.name.slice(0, -suffix.length)}`;
  }
  return `${owner.kind} ${owner.name}`;
}
