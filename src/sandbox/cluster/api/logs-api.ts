import type { Cluster } from '../cluster.ts';
import type { Call, Handler, Reply } from './http.ts';
import { logOptionsOf } from './log-options.ts';
import { writeLog } from '../kubelet/log-reading.ts';
import type { ContainerStatus, Pod } from './objects.ts';
import { podOf } from './pods-api.ts';
import { badRequest } from './status.ts';

/** All containers of a pod by name, ordinary ones first. */
function containerNames(pod: Pod): string[] {
  const all = [
    ...(pod.spec.initContainers ?? []),
    ...pod.spec.containers,
    ...(pod.spec.ephemeralContainers ?? []),
  ];
  return all.map((container) => container.name);
}

/**
 * The container that a call means: the only ordinary one where it names none, with the server's refusals
 * (recordings/kubernetes/logs.json).
 */
export function chosenContainer(pod: Pod, asked: string | null): string {
  const names = containerNames(pod);
  const { name } = pod.metadata;
  if (asked !== null && asked !== '') {
    if (names.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only, another] = pod.spec.containers;
  if (only !== undefined && another === undefined) return only.name;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`);
}

/** The words of the kubelet (pkg/kubelet/kubelet_pods.go, validateContainerLogStatus). */
function waitingText(reason: string | undefined): string {
  if (reason === 'ErrImagePull') return "image can't be pulled";
  if (reason === 'ImagePullBackOff') return 'trying and failing to pull image';
  return reason ?? 'ContainerCreating';
}

/** The id of the container whose log is meant, by what the pod's status knows; 400 when there is none yet. */
function loggedContainerId(pod: Pod, name: string, previous: boolean): string {
  const statuses: ContainerStatus[] = [
    ...(pod.status.containerStatuses ?? []),
    ...(pod.status.ephemeralContainerStatuses ?? []),
  ];
  const status = statuses.find((one) => one.name === name);
  const where = `container "${name}" in pod "${pod.metadata.name}"`;
  const last = status?.lastState.terminated;
  if (previous) {
    if (last === undefined) throw badRequest(`previous terminated ${where} not found`);
    return last.containerID ?? '';
  }
  const { running, terminated } = status?.state ?? {};
  const id = running === undefined ? terminated?.containerID : status?.containerID;
  if (id !== undefined) return id;
  if (last?.containerID !== undefined) return last.containerID;
  throw badRequest(`${where} is waiting to start: ${waitingText(status?.state.waiting?.reason)}`);
}

function readLog(cluster: Cluster, call: Call): Reply {
  const pod = podOf(cluster, call);
  const name = chosenContainer(pod, call.query.get('container'));
  const options = logOptionsOf(call, cluster.now());
  if (pod.spec.nodeName === undefined) return { kind: 'empty', status: 204 };
  const id = loggedContainerId(pod, name, options.previous);
  const log = cluster.runtime.logs.get(id.replace('containerd://', ''));
  return {
    kind: 'stream',
    contentType: 'text/plain',
    run: async (stream) => {
      // The runtime keeps the last two containers of a name; of an older one the status still tells for a while.
      if (log === undefined) await stream.write(`unable to retrieve container logs for ${id}`);
      else await writeLog(log, options, stream, call.signal);
    },
  };
}

export function logHandlers(cluster: Cluster): [string, Handler][] {
  return [['pods/log get', (call) => readLog(cluster, call)]];
}
