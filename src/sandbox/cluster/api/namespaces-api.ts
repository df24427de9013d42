import type { Cluster } from '../cluster.ts';
import type { Call, Handler, Reply } from './http.ts';
import { newUid } from '../state/identifiers.ts';
import { listReply } from './lists.ts';
import type { ListedResource } from './lists.ts';
import { timestamp } from './objects.ts';
import { isObject, parseJson } from './patches.ts';
import { isDryRun } from './pods-api.ts';
import { alreadyExists, invalid, notFound } from './status.ts';
import { labelErrors } from './validation.ts';
import type { PlainObject } from '../state/store.ts';
import { watchReply } from './watch.ts';

const namespacesResource: ListedResource = {
  resource: 'namespaces',
  kind: 'Namespace',
  apiVersion: 'v1',
  fields: ['metadata.name', 'status.phase'],
};

/** What goes with its namespace, beside the pods. */
const namespacedResources = [
  'events',
  'configmaps',
  'secrets',
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
] as const;

/** How long a namespace stays Terminating after its objects are gone, in milliseconds. */
const terminatingMs = 100;

/** A new namespace object with the label that the API server always adds. */
export function makeNamespace(name: string, labels: Record<string, string>, now: Date): PlainObject {
  return {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: {
      name,
      uid: newUid(),
      resourceVersion: '',
      creationTimestamp: timestamp(now),
      labels: { 'kubernetes.io/metadata.name': name, ...labels },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

function namespaceOf(cluster: Cluster, name: string): PlainObject {
  const found = cluster.store.get('namespaces', undefined, name);
  if (found === undefined) throw notFound('namespaces', name);
  return found;
}

function createNamespace(cluster: Cluster, call: Call): Reply {
  const parsed = parseJson(call.body);
  const metadata = isObject(parsed) && isObject(parsed.metadata) ? parsed.metadata : {};
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  const errors = labelErrors('metadata.name', name);
  if (errors.length > 0) throw invalid('Namespace', name, errors);
  if (cluster.store.get('namespaces', undefined, name) !== undefined) throw alreadyExists('namespaces', name);
  const labels = isObject(metadata.labels) ? (metadata.labels as Record<string, string>) : {};
  const made = makeNamespace(name, labels, cluster.now());
  return { kind: 'json', status: 201, body: isDryRun(call) ? made : cluster.store.put('namespaces', made) };
}

/** Terminating first, then everything in it goes, then the namespace itself. */
function deleteNamespace(cluster: Cluster, call: Call): Reply {
  const namespace = namespaceOf(cluster, call.name);
  if (isDryRun(call)) return { kind: 'json', status: 200, body: namespace };
  namespace.metadata.deletionTimestamp = timestamp(cluster.now());
  namespace.status = { phase: 'Terminating' };
  const stored = cluster.store.put('namespaces', namespace);
  cluster.kubelet.later(terminatingMs, () => {
    for (const pod of cluster.store.list('pods', call.name)) cluster.lifecycle.remove(pod);
    for (const resource of namespacedResources) {
      for (const object of cluster.store.list(resource, call.name)) {
        cluster.store.remove(resource, call.name, object.metadata.name);
      }
    }
    cluster.store.remove('namespaces', undefined, call.name);
  });
  return { kind: 'json', status: 200, body: stored };
}

export function namespaceHandlers(cluster: Cluster): [string, Handler][] {
  const asList = (call: Call): Call => ({ ...call, namespace: '' });
  return [
    ['namespaces get', (call) => ({ kind: 'json', status: 200, body: namespaceOf(cluster, call.name) })],
    ['namespaces list', (call) => listReply(cluster.store, asList(call), namespacesResource)],
    ['namespaces watch', (call) => watchReply(cluster, asList(call), namespacesResource)],
    ['namespaces create', (call) => createNamespace(cluster, call)],
    ['namespaces delete', (call) => deleteNamespace(cluster, call)],
  ];
}
