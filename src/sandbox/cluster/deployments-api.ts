import type { Cluster } from './cluster.ts';
import type { Call, Handler, Reply } from './http.ts';
import { nameSuffix } from './identifiers.ts';
import { listReply } from './lists.ts';
import type { ContainerSpec, KubeObject, SecurityContext, WorkloadObject } from './objects.ts';
import { timestamp } from './objects.ts';
import { isObject, parseJson } from './patches.ts';
import { buildPod } from './pod-factory.ts';
import { isDryRun } from './pods-api.ts';
import { alreadyExists, invalid, notFound } from './status.ts';
import { makeWorkload, ownerReference, templateHash } from './workload-objects.ts';
import { watchReply } from './watch.ts';

/** From a created deployment to its pods, in milliseconds. */
const rolloutMs = 50;

interface WorkloadResource {
  resource: 'deployments' | 'replicasets' | 'statefulsets' | 'jobs';
  kind: string;
  apiVersion: string;
}

const readable: WorkloadResource[] = [
  { resource: 'deployments', kind: 'Deployment', apiVersion: 'apps/v1' },
  { resource: 'replicasets', kind: 'ReplicaSet', apiVersion: 'apps/v1' },
  { resource: 'statefulsets', kind: 'StatefulSet', apiVersion: 'apps/v1' },
  { resource: 'jobs', kind: 'Job', apiVersion: 'batch/v1' },
];

const groupOf = (apiVersion: string): string => apiVersion.split('/')[0] ?? '';

function workloadOf(
  cluster: Cluster,
  call: Call,
  { resource, apiVersion }: WorkloadResource,
): WorkloadObject {
  const found = cluster.store.get(resource, call.namespace, call.name);
  if (found === undefined) throw notFound(resource, call.name, groupOf(apiVersion));
  return found;
}

interface Template {
  name: string;
  replicas: number;
  labels: Record<string, string>;
  containers: ContainerSpec[];
  securityContext: SecurityContext;
}

/** The parts of a posted deployment that the sandbox runs; 422 for what is missing. */
function templateOf(call: Call): Template {
  const body = parseJson(call.body);
  const metadata = isObject(body) && isObject(body.metadata) ? body.metadata : {};
  const spec = isObject(body) && isObject(body.spec) ? body.spec : {};
  const template = isObject(spec.template) ? spec.template : {};
  const podSpec = isObject(template.spec) ? template.spec : {};
  const podMeta = isObject(template.metadata) ? template.metadata : {};
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  const containers = Array.isArray(podSpec.containers) ? (podSpec.containers as ContainerSpec[]) : [];
  const missing = [
    ...(name === '' ? ['metadata.name'] : []),
    ...(containers.length === 0 ? ['spec.template.spec.containers'] : []),
  ];
  if (missing.length > 0) {
    const errors = missing.map((field) => ({
      field,
      reason: 'FieldValueRequired' as const,
      message: 'Required value',
    }));
    throw invalid('Deployment.apps', name, errors);
  }
  const labels = isObject(podMeta.labels) ? (podMeta.labels as Record<string, string>) : {};
  const securityContext: SecurityContext = isObject(podSpec.securityContext) ? podSpec.securityContext : {};
  const replicas = typeof spec.replicas === 'number' ? spec.replicas : 1;
  return { name, containers, labels, replicas, securityContext };
}

function createDeployment(cluster: Cluster, call: Call): Reply {
  const { store } = cluster;
  if (store.get('namespaces', undefined, call.namespace) === undefined)
    throw notFound('namespaces', call.namespace);
  const template = templateOf(call);
  if (store.get('deployments', call.namespace, template.name) !== undefined) {
    throw alreadyExists('deployments', template.name, 'apps');
  }
  const now = cluster.now();
  const made = makeWorkload({ kind: 'Deployment', namespace: call.namespace, now, ...template });
  made.status = {};
  if (isDryRun(call)) return { kind: 'json', status: 201, body: made };
  const deployment = store.put('deployments', made);
  cluster.kubelet.later(rolloutMs, () => {
    rollOut(cluster, deployment, template).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      store.put('deployments', {
        ...deployment,
        status: { conditions: [{ type: 'Progressing', status: 'False', message }] },
      });
    });
  });
  return { kind: 'json', status: 201, body: deployment };
}

async function rollOut(cluster: Cluster, deployment: WorkloadObject, template: Template): Promise<void> {
  const { store } = cluster;
  const namespace = deployment.metadata.namespace ?? '';
  if (store.get('deployments', namespace, template.name)?.metadata.uid !== deployment.metadata.uid) return;
  const hash = templateHash();
  const now = cluster.now();
  const labels = { ...template.labels, 'pod-template-hash': hash };
  const set = store.put(
    'replicasets',
    makeWorkload({
      ...template,
      kind: 'ReplicaSet',
      namespace,
      name: `${template.name}-${hash}`,
      labels,
      owner: ownerReference(deployment),
      now,
    }),
  );
  const [node] = store.list('nodes');
  for (let index = 0; index < template.replicas; index += 1) {
    const generateName = `${template.name}-${hash}-`;
    const pod = buildPod({
      name: generateName + nameSuffix(),
      generateName,
      namespace,
      labels,
      containers: template.containers,
      owner: ownerReference(set),
      node: { name: node?.metadata.name ?? 'node-a', ip: node?.status.addresses[0]?.address ?? '192.0.2.11' },
      podIp: cluster.lifecycle.nextPodIp(),
      createdAt: now,
      securityContext: template.securityContext,
    });
    await cluster.lifecycle.run(pod);
  }
  const ready = template.replicas;
  const counts = { replicas: ready, readyReplicas: ready, availableReplicas: ready, updatedReplicas: ready };
  const available = { type: 'Available', status: 'True', lastTransitionTime: timestamp(cluster.now()) };
  const current = store.get('deployments', namespace, template.name);
  if (current !== undefined) {
    store.put('deployments', {
      ...current,
      status: { observedGeneration: 1, ...counts, conditions: [available] },
    });
  }
}

/** The deployment goes, and with it what it owns. */
function deleteDeployment(cluster: Cluster, call: Call): Reply {
  const deployment = workloadOf(cluster, call, {
    resource: 'deployments',
    kind: 'Deployment',
    apiVersion: 'apps/v1',
  });
  if (!isDryRun(call)) {
    const { store } = cluster;
    const owns =
      (owner: KubeObject) =>
      (object: KubeObject): boolean =>
        object.metadata.ownerReferences?.some((reference) => reference.uid === owner.metadata.uid) === true;
    store.remove('deployments', call.namespace, call.name);
    for (const set of store.list('replicasets', call.namespace).filter(owns(deployment))) {
      store.remove('replicasets', call.namespace, set.metadata.name);
      for (const pod of store.list('pods', call.namespace).filter(owns(set)))
        cluster.lifecycle.beginDeletion(pod);
    }
  }
  const details = { name: call.name, group: 'apps', kind: 'deployments', uid: deployment.metadata.uid };
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
  return { kind: 'json', status: 200, body };
}

/** Reading controllers, and creating and deleting deployments. */
export function workloadHandlers(cluster: Cluster): [string, Handler][] {
  const reading = readable.flatMap((known): [string, Handler][] => {
    const prefix = known.resource;
    const listed = { ...known, fields: ['metadata.name', 'metadata.namespace'] };
    return [
      [`${prefix} get`, (call) => ({ kind: 'json', status: 200, body: workloadOf(cluster, call, known) })],
      [`${prefix} list`, (call) => listReply(cluster.store, call, listed)],
      [`${prefix} watch`, (call) => watchReply(cluster.store, call, listed)],
    ];
  });
  return [
    ...reading,
    ['deployments create', (call) => createDeployment(cluster, call)],
    ['deployments delete', (call) => deleteDeployment(cluster, call)],
  ];
}
