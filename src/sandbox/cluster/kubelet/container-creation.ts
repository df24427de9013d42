import { capabilitiesOf } from '../api/capabilities.ts';
import type { ListeningPort, PodContext, RunningContainer } from '../runtime/container.ts';
import { makeRootFiles, namedUserOf } from '../runtime/image-files.ts';
import type { Image } from './images.ts';
import { ContainerLog } from './logs.ts';
import type { NamespaceIds } from '../runtime/namespace-ids.ts';
import type { ContainerSpec, Pod } from '../api/objects.ts';
import type { PidNamespace, ProcessOwner } from '../runtime/processes.ts';
import { expandEnvironment, expandReferences } from './variable-references.ts';
import type { PodVolumes } from './volumes.ts';

/** What a container is made of. */
export interface ContainerPlan {
  id: string;
  pod: Pod;
  spec: ContainerSpec;
  image: Image;
  pids: PidNamespace;
  namespaces: NamespaceIds;
}

/** What the runtime lends to each of its containers. */
export interface Surroundings {
  now: () => Date;
  volumes: PodVolumes;
  portsOf: (pod: Pod) => ListeningPort[];
  byId: (id: string) => RunningContainer | undefined;
}

/** Who the processes of a container run as; the group is the one that the image's /etc/passwd gives the user, else 0. */
export function ownerOf(pod: Pod, spec: ContainerSpec, image: Image): ProcessOwner {
  const forPod = pod.spec.securityContext;
  const uid = spec.securityContext?.runAsUser ?? forPod.runAsUser ?? image.user;
  const gid = spec.securityContext?.runAsGroup ?? forPod.runAsGroup ?? namedUserOf(image, uid)?.gid ?? 0;
  const more = [
    ...(forPod.supplementalGroups ?? []),
    ...(forPod.fsGroup === undefined ? [] : [forPod.fsGroup]),
  ];
  return {
    uid,
    gid,
    groups: [...new Set([gid, ...more])].sort((a, b) => a - b),
    capabilities: capabilitiesOf(uid, spec.securityContext),
  };
}

/** The services of the cluster, as every container finds them in its environment. */
const services = new Map([
  ['KUBERNETES_SERVICE_HOST', '10.96.0.1'],
  ['KUBERNETES_SERVICE_PORT', '443'],
  ['KUBERNETES_SERVICE_PORT_HTTPS', '443'],
  ['KUBERNETES_PORT', 'tcp://10.96.0.1:443'],
  ['KUBERNETES_PORT_443_TCP', 'tcp://10.96.0.1:443'],
  ['KUBERNETES_PORT_443_TCP_PROTO', 'tcp'],
  ['KUBERNETES_PORT_443_TCP_PORT', '443'],
  ['KUBERNETES_PORT_443_TCP_ADDR', '10.96.0.1'],
]);

/** Makes a container with its main process, which does nothing yet. */
export function createContainer(plan: ContainerPlan, around: Surroundings): RunningContainer {
  const { id, pod, spec, image, pids, namespaces } = plan;
  const context = contextOf(pod);
  const owner = ownerOf(pod, spec, image);
  const startedAt = around.now();
  const own = expandEnvironment(spec.env ?? [], services);
  const env: Record<string, string> = {
    ...image.env,
    HOSTNAME: context.podName,
    ...Object.fromEntries(services),
    HOME: owner.uid === 0 ? '/root' : '/',
    ...Object.fromEntries(own),
  };
  const root = makeRootFiles(image, context);
  const cwd = spec.workingDir ?? '/';
  // The runtime makes a working directory that the image lacks.
  root.mkdirSync(cwd, { recursive: true });
  const argv = commandOf(spec, image, new Map([...services, ...own]));
  return {
    id,
    spec,
    image,
    pod: context,
    ...around.volumes.mountInto(root, pod, spec),
    pids,
    namespaces,
    main: pids.spawn({ ppid: 0, argv, env, cwd, owner, containerId: id, startedAt }),
    log: new ContainerLog(around.now),
    owner,
    env,
    startedAt,
    ports: () => around.portsOf(pod),
    containerOf: around.byId,
  };
}

/** The image's own command is not looked through for references, what the pod says is. */
function commandOf(spec: ContainerSpec, image: Image, values: ReadonlyMap<string, string>): string[] {
  const expanded = (words: string[] | undefined): string[] | undefined =>
    words?.map((word) => expandReferences(word, values));
  const command = expanded(spec.command);
  const args = expanded(spec.args) ?? (command === undefined ? image.cmd : []);
  return [...(command ?? image.entrypoint), ...args];
}

function contextOf(pod: Pod): PodContext {
  return {
    namespace: pod.metadata.namespace ?? '',
    podName: pod.metadata.name,
    podUid: pod.metadata.uid,
    podIp: pod.status.podIP ?? '',
    nodeName: pod.spec.nodeName ?? '',
  };
}
