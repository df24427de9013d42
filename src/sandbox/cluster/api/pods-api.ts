import type { Cluster } from '../cluster.ts';
import { patchEphemeralContainers, putEphemeralContainers } from './ephemeral-containers.ts';
import type { EphemeralUpdate } from './ephemeral-containers.ts';
import type { Call, Handler, Reply } from './http.ts';
import { listReply, podsResource } from './lists.ts';
import type { Pod } from './objects.ts';
import { applyPatch, isObject, parseJson } from './patches.ts';
import { badRequest, invalid, notFound } from './status.ts';
import { watchReply } from './watch.ts';

const json = (body: unknown, status = 200): Reply => ({ kind: 'json', status, body });

/** The pod of a call; 404 when it is not there. */
export function podOf(cluster: Cluster, call: Call): Pod {
  const pod = cluster.store.get('pods', call.namespace, call.name);
  if (pod === undefined) throw notFound('pods', call.name);
  return pod;
}

/** Whether the call is a dry run; 400 for another value than All. */
export function isDryRun(call: Call): boolean {
  const values = call.query.getAll('dryRun').filter((value) => value !== '');
  if (values.some((value) => value !== 'All')) {
    throw badRequest(`dryRun: Unsupported value: "${values.join(',')}": supported values: "All"`);
  }
  return values.length > 0;
}

function updateOf(cluster: Cluster, call: Call): EphemeralUpdate {
  const namespace = cluster.store.get('namespaces', undefined, call.namespace);
  const manager = call.query.get('fieldManager') ?? call.userAgent.split('/')[0] ?? '';
  return {
    contentType: call.contentType,
    body: call.body,
    fieldManager: manager === '' ? 'unknown' : manager,
    strict: call.query.get('fieldValidation') === 'Strict',
    namespaceLabels: namespace?.metadata.labels,
    policies: cluster.policies,
    now: cluster.now(),
  };
}

function saveEphemeral(cluster: Cluster, call: Call, pod: Pod, updated: Pod): Reply {
  if (updated === pod || isDryRun(call)) return json(updated);
  const known = new Set((pod.spec.ephemeralContainers ?? []).map((container) => container.name));
  const stored = cluster.store.put('pods', updated);
  for (const container of stored.spec.ephemeralContainers ?? []) {
    if (!known.has(container.name)) cluster.ephemerals.add(stored, container);
  }
  return json(stored);
}

/** PATCH of the pod itself: labels and annotations; other changes are refused as on a real server. */
function patchPod(cluster: Cluster, call: Call): Reply {
  const pod = podOf(cluster, call);
  const patched = applyPatch(pod, call.contentType, parseJson(call.body));
  if (JSON.stringify(patched.spec) !== JSON.stringify(pod.spec)) {
    const message =
      'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
    throw invalid('Pod', pod.metadata.name, [{ field: 'spec', reason: 'FieldValueForbidden', message }]);
  }
  const metadata = isObject(patched.metadata) ? patched.metadata : {};
  const updated: Pod = structuredClone(pod);
  updated.metadata.labels = textMap(metadata.labels);
  updated.metadata.annotations = textMap(metadata.annotations);
  return json(isDryRun(call) ? updated : cluster.store.put('pods', updated));
}

function textMap(value: unknown): Record<string, string> {
  const pairs = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** The handlers of pods and of their subresource ephemeralcontainers, by "resource/subresource verb". */
export function podHandlers(cluster: Cluster): [string, Handler][] {
  return [
    ['pods get', (call) => json(podOf(cluster, call))],
    ['pods list', (call) => listReply(cluster.store, call, podsResource)],
    ['pods watch', (call) => watchReply(cluster, call, podsResource)],
    ['pods patch', (call) => patchPod(cluster, call)],
    [
      'pods delete',
      (call) => {
        const pod = podOf(cluster, call);
        return json(isDryRun(call) ? pod : cluster.lifecycle.beginDeletion(pod));
      },
    ],
    ['pods/ephemeralcontainers get', (call) => json(podOf(cluster, call))],
    [
      'pods/ephemeralcontainers patch',
      (call) => {
        const pod = podOf(cluster, call);
        return saveEphemeral(cluster, call, pod, patchEphemeralContainers(pod, updateOf(cluster, call)));
      },
    ],
    [
      'pods/ephemeralcontainers update',
      (call) => {
        const pod = podOf(cluster, call);
        return saveEphemeral(cluster, call, pod, putEphemeralContainers(pod, updateOf(cluster, call)));
      },
    ],
  ];
}
