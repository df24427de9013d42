import type { Cluster } from '../cluster.ts';
import type { Call, Handler, Reply } from './http.ts';
import { nameSuffix } from '../state/identifiers.ts';
import type { ContainerSpec, JsonObject, OwnerReference, Pod } from './objects.ts';
import { isObject, parseJson } from './patches.ts';
import { buildPod } from '../state/pod-factory.ts';
import { enforcedStandard, podSecurityViolation } from './pod-security.ts';
import { isDryRun } from './pods-api.ts';
import { withUnschedulable } from '../kubelet/seeded-states.ts';
import { alreadyExists, forbidden, invalid, notFound } from './status.ts';
import type { FieldError } from './status.ts';
import type { ResourceTypes } from '../state/store.ts';
import { labelErrors } from './validation.ts';

type Node = ResourceTypes['nodes'];

/** From a created pod to its place on a node, in milliseconds. */
const schedulingMs = 20;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** POST of a pod: stored as Pending, then scheduled and run; a `nodeSelector` fits no node of the sandbox. */
function createPod(cluster: Cluster, call: Call): Reply {
  const { store } = cluster;
  const namespace = store.get('namespaces', undefined, call.namespace);
  if (namespace === undefined) throw notFound('namespaces', call.namespace);
  const pod = postedPod(cluster, call);
  const { name } = pod.metadata;
  if (store.get('pods', call.namespace, name) !== undefined) throw alreadyExists('pods', name);
  checkPodSecurity(cluster, pod);
  const errors = podErrors(pod);
  if (errors.length > 0) throw invalid('Pod', name, errors);
  if (isDryRun(call)) return { kind: 'json', status: 201, body: pod };
  const stored = store.put('pods', pod);
  scheduleSoon(cluster, stored);
  return { kind: 'json', status: 201, body: stored };
}

/** 403 for a pod that its namespace's Pod Security forbids. */
export function checkPodSecurity(cluster: Cluster, pod: Pod): void {
  const namespace = cluster.store.get('namespaces', undefined, pod.metadata.namespace ?? '');
  const why = podSecurityViolation(pod, enforcedStandard(namespace?.metadata.labels));
  if (why !== undefined) throw forbidden('pods', pod.metadata.name, why);
}

function postedPod(cluster: Cluster, call: Call): Pod {
  const body = parseJson(call.body);
  const metadata = isObject(body) && isObject(body.metadata) ? body.metadata : {};
  const spec = isObject(body) && isObject(body.spec) ? body.spec : {};
  return podFrom(cluster, { namespace: call.namespace, metadata, spec });
}

export interface PodTemplate {
  namespace: string;
  metadata: JsonObject;
  spec: JsonObject;
  owner?: OwnerReference;
}

/** A pod with the defaults of the API server and not yet on a node. */
export function podFrom(cluster: Cluster, { namespace, metadata, spec, owner }: PodTemplate): Pod {
  const generateName = textOf(metadata.generateName);
  const posted = Array.isArray(spec.containers) ? (spec.containers as unknown[]).filter(isObject) : [];
  const pod = buildPod({
    name: textOf(metadata.name) || (generateName && generateName + nameSuffix()),
    ...(generateName === '' ? {} : { generateName }),
    namespace,
    ...(owner === undefined ? {} : { owner }),
    labels: isObject(metadata.labels) ? (metadata.labels as Record<string, string>) : {},
    containers: posted as unknown as ContainerSpec[],
    podIp: '',
    createdAt: cluster.now(),
    securityContext: isObject(spec.securityContext) ? spec.securityContext : {},
  });
  const volumes = Array.isArray(spec.volumes) ? (spec.volumes as { name: string }[]) : [];
  const { containers } = pod.spec;
  pod.spec = { ...pod.spec, ...spec, containers, volumes: [...volumes, ...(pod.spec.volumes ?? [])] };
  pod.spec.securityContext ??= {};
  if (isObject(metadata.annotations))
    pod.metadata.annotations = metadata.annotations as Record<string, string>;
  return pod;
}

function podErrors(pod: Pod): FieldError[] {
  const required = (field: string): FieldError => ({
    field,
    reason: 'FieldValueRequired',
    message: 'Required value',
  });
  if (pod.metadata.name === '') {
    return [{ ...required('metadata.name'), message: 'Required value: name or generateName is required' }];
  }
  if (pod.spec.containers.length === 0) return [required('spec.containers')];
  return pod.spec.containers.flatMap(({ name, image }, index) => {
    const path = `spec.containers[${index}]`;
    return [
      ...labelErrors(`${path}.name`, name ?? ''),
      ...(textOf(image) === '' ? [required(`${path}.image`)] : []),
    ];
  });
}

/** Gives the pod a node after a moment and starts it, unless it went meanwhile or no node fits. */
export function scheduleSoon(cluster: Cluster, pod: Pod, node?: Node): void {
  cluster.kubelet.later(schedulingMs, () => schedule(cluster, pod, node));
}

function schedule(cluster: Cluster, pod: Pod, wanted?: Node): void {
  const current = cluster.kubelet.current(pod);
  const [node] = wanted === undefined ? cluster.store.list('nodes') : [wanted];
  if (current === undefined || current.metadata.deletionTimestamp !== undefined) return;
  if (node === undefined || current.spec.nodeSelector !== undefined) {
    cluster.store.put('pods', withUnschedulable(current, cluster.store.list('nodes').length));
    return;
  }
  const ip = node.status.addresses[0]?.address ?? '';
  const podIp = cluster.lifecycle.nextPodIp();
  current.spec.nodeName = node.metadata.name;
  Object.assign(current.status, {
    observedGeneration: 1,
    hostIP: ip,
    hostIPs: [{ ip }],
    podIP: podIp,
    podIPs: [{ ip: podIp }],
    startTime: current.metadata.creationTimestamp,
    resources: {},
  });
  cluster.events.scheduled(current);
  cluster.lifecycle.run(current).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    cluster.store.put('pods', {
      ...current,
      status: { ...current.status, phase: 'Failed', message } as Pod['status'],
    });
  });
}

export function podCreationHandlers(cluster: Cluster): [string, Handler][] {
  return [['pods create', (call) => createPod(cluster, call)]];
}
