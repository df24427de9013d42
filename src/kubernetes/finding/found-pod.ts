import type { V1Container, V1ContainerState, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { FoundPod, PodContainer } from '../cluster.ts';
import { debugContainerOf, volumeMountsOf } from './container-spec.ts';
import { ownerOf } from './owners.ts';
import { quote } from '../failures/quote.ts';

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** What Keyhole tells of a pod. Pure; a pod that lacks what the API promises gives empty texts. */
export function foundPod(pod: V1Pod): FoundPod {
  const { metadata, spec, status } = pod;
  const containers = containersOf(pod);
  const owner = metadata && ownerOf(metadata);
  return {
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    ...(owner !== undefined && { owner }),
    labels: metadata?.labels ?? {},
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
  return (spec?.ephemeralContainers ?? []).map((container) => ({
    running: running.includes(container.name),
    container: debugContainerOf(container),
  }));
}

/** The app containers, and those init containers that stay (sidecars): what a debug container can look into. */
function containersOf(pod: V1Pod): PodContainer[] {
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const statuses = statusesOf(pod);
  return [...(pod.spec?.containers ?? []), ...sidecars].map((container) => {
    const status = statuses.find(({ name }) => name === container.name);
    return {
      name: container.name,
      ready: status?.ready === true,
      running: status?.state?.running !== undefined,
      state: stateOf(status?.state),
      ...userOf(pod, container, status),
      volumeMounts: volumeMountsOf(container.volumeMounts ?? []),
    };
  });
}

/**
 * Whom the process runs as. The kubelet tells it where the runtime does (recordings/kubernetes/happy-path.json); before,
 * only what the container or the pod asks for is known, and nothing where the image decides.
 */
function userOf(
  { spec }: V1Pod,
  { securityContext }: V1Container,
  status: V1ContainerStatus | undefined,
): Pick<PodContainer, 'uid' | 'gid'> {
  const linux = status?.user?.linux;
  const uid = linux?.uid ?? securityContext?.runAsUser ?? spec?.securityContext?.runAsUser;
  const gid = linux?.gid ?? securityContext?.runAsGroup ?? spec?.securityContext?.runAsGroup;
  return { ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) };
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
