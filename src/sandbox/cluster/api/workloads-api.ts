import type { Cluster } from '../cluster.ts';
import type { Call, Handler, Reply } from './http.ts';
import { listReply } from './lists.ts';
import type { JsonObject, KubeObject, WorkloadObject } from './objects.ts';
import { isObject, parseJson } from './patches.ts';
import { podFrom } from './pod-creation.ts';
import { podSecurityWarning, warnedStandard } from './pod-security.ts';
import { isDryRun } from './pods-api.ts';
import { alreadyExists, invalid, notFound } from './status.ts';
import { watchReply } from './watch.ts';
import { rollOutSoon } from '../state/workload-controllers.ts';
import { apiVersionOf, makeWorkload, resourceOf, workloadKinds } from '../state/workload-objects.ts';
import type { WorkloadKind } from '../state/workload-objects.ts';

const groupOf = (kind: WorkloadKind): string => apiVersionOf(kind).split('/')[0] ?? '';

function workloadOf(cluster: Cluster, call: Call, kind: WorkloadKind): WorkloadObject {
  const found = cluster.store.get(resourceOf(kind), call.namespace, call.name);
  if (found === undefined) throw notFound(resourceOf(kind), call.name, groupOf(kind));
  return found;
}

const member = (value: unknown, key: string): JsonObject => {
  const inner = isObject(value) ? value[key] : undefined;
  return isObject(inner) ? inner : {};
};

/** A posted controller as the API server keeps it; 422 for what is missing. */
function postedWorkload(cluster: Cluster, call: Call, kind: WorkloadKind): WorkloadObject {
  const body = parseJson(call.body);
  const metadata = member(body, 'metadata');
  const spec = member(body, 'spec');
  const template = member(spec, 'template');
  const { containers } = member(template, 'spec');
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  const listed = Array.isArray(containers) ? containers : [];
  const missing = [
    ...(name === '' ? ['metadata.name'] : []),
    ...(listed.length === 0 ? ['spec.template.spec.containers'] : []),
  ];
  if (missing.length > 0) {
    const reason = 'FieldValueRequired' as const;
    const errors = missing.map((field) => ({ field, reason, message: 'Required value' }));
    throw invalid(`${kind}.${groupOf(kind)}`, name, errors);
  }
  const labels = member(member(template, 'metadata'), 'labels') as Record<string, string>;
  const size = kind === 'Job' ? spec.completions : spec.replicas;
  const made = makeWorkload({
    kind,
    name,
    namespace: call.namespace,
    labels,
    containers: listed,
    podSpec: member(template, 'spec'),
    replicas: typeof size === 'number' ? size : 1,
    now: cluster.now(),
  });
  made.metadata.labels = member(metadata, 'labels') as Record<string, string>;
  return made;
}

/** The header that warns of a template whose pods will be forbidden. */
function warningsOf(cluster: Cluster, workload: WorkloadObject): { headers?: Record<string, string> } {
  const { namespace = '', name } = workload.metadata;
  const labels = cluster.store.get('namespaces', undefined, namespace)?.metadata.labels;
  const spec = member(workload.spec.template, 'spec');
  const pod = podFrom(cluster, { namespace, metadata: { name }, spec });
  const warning = podSecurityWarning(pod, warnedStandard(labels));
  return warning === undefined ? {} : { headers: { Warning: warning } };
}

function createWorkload(cluster: Cluster, call: Call, kind: WorkloadKind): Reply {
  const { store } = cluster;
  const resource = resourceOf(kind);
  if (store.get('namespaces', undefined, call.namespace) === undefined) {
    throw notFound('namespaces', call.namespace);
  }
  const made = postedWorkload(cluster, call, kind);
  const { name } = made.metadata;
  if (store.get(resource, call.namespace, name) !== undefined) {
    throw alreadyExists(resource, name, groupOf(kind));
  }
  const warnings = warningsOf(cluster, made);
  if (isDryRun(call)) return { kind: 'json', status: 201, body: made, ...warnings };
  const stored = store.put(resource, made);
  rollOutSoon(cluster, stored);
  return { kind: 'json', status: 201, body: stored, ...warnings };
}

/** The controller goes, and with it what it owns. */
function deleteWorkload(cluster: Cluster, call: Call, kind: WorkloadKind): Reply {
  const workload = workloadOf(cluster, call, kind);
  const { store } = cluster;
  const { uid } = workload.metadata;
  if (!isDryRun(call)) {
    store.remove(resourceOf(kind), call.namespace, call.name);
    const ownedBy = (object: KubeObject, owner: string): boolean =>
      object.metadata.ownerReferences?.some((reference) => reference.uid === owner) === true;
    const sets = store.list('replicasets', call.namespace).filter((set) => ownedBy(set, uid));
    for (const set of sets) store.remove('replicasets', call.namespace, set.metadata.name);
    const owners = [uid, ...sets.map((set) => set.metadata.uid)];
    for (const pod of store.list('pods', call.namespace)) {
      if (owners.some((owner) => ownedBy(pod, owner))) cluster.lifecycle.beginDeletion(pod);
    }
  }
  const details = { name: call.name, group: groupOf(kind), kind: resourceOf(kind), uid };
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
  return { kind: 'json', status: 200, body };
}

/** Reading controllers of all kinds, and creating and deleting those that people make. */
export function workloadHandlers(cluster: Cluster): [string, Handler][] {
  return workloadKinds.flatMap((kind): [string, Handler][] => {
    const resource = resourceOf(kind);
    const apiVersion = apiVersionOf(kind);
    const listed = { resource, kind, apiVersion, fields: ['metadata.name', 'metadata.namespace'] };
    const reading: [string, Handler][] = [
      [`${resource} get`, (call) => ({ kind: 'json', status: 200, body: workloadOf(cluster, call, kind) })],
      [`${resource} list`, (call) => listReply(cluster.store, call, listed)],
      [`${resource} watch`, (call) => watchReply(cluster, call, listed)],
    ];
    if (kind === 'ReplicaSet') return reading;
    return [
      ...reading,
      [`${resource} create`, (call) => createWorkload(cluster, call, kind)],
      [`${resource} delete`, (call) => deleteWorkload(cluster, call, kind)],
    ];
  });
}
