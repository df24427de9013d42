import type { V1Pod } from '@kubernetes/client-node';
import type { ApiFailure } from './api-failure.ts';
import { type Answer, callApi } from './api-call.ts';
import type { FoundPod, PodSearch } from './cluster.ts';
import type { Connection } from './connection.ts';
import type { Asked } from './asked.ts';
import { failureSentence } from './failures.ts';
import { foundPod } from './found-pod.ts';
import { nearestNames } from './nearest-names.ts';

const PAGE = 500;
/** 50,000 pods in one namespace; a list that goes on is cut there. */
const MOST_PAGES = 100;
const MOST_CANDIDATES = 10;
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Of the list only the metadata is fetched, which is a fraction of it; a server that cannot do that sends it whole. */
const METADATA_ONLY = {
  Accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json',
};

/** Finds the pod that a person means by its name or the beginning of one; the exact name wins. */
export async function findPod(
  connection: Connection,
  namespace: string,
  name: string,
  signal?: AbortSignal,
): Promise<PodSearch> {
  const asked: Asked = { cluster: connection.cluster, namespace, pod: name, verb: 'get', resource: 'pods' };
  // A name that cannot be one never becomes part of a URL: `..` would climb.
  if (!NAMESPACE.test(namespace)) return { kind: 'none', nearest: [], namespaceExists: false };
  if (NAME.test(name)) {
    const exact = await readPod(connection, namespace, name, signal);
    if (exact.kind === 'ok') return { kind: 'found', pod: foundPod(exact.value) };
    if (!isMissing(exact.failure)) return failed(exact.failure, asked);
  }
  const listed = await listNames(connection, namespace, signal);
  if (listed.kind === 'failed') return failed(listed.failure, { ...asked, verb: 'list' });
  const candidates = listed.value.filter((each) => name !== '' && each.startsWith(name)).sort();
  const pods = await readPods(connection, namespace, candidates.slice(0, MOST_CANDIDATES), signal);
  if (pods.kind === 'failed') return failed(pods.failure, asked);
  const [first] = pods.value;
  if (!first) return none(connection, namespace, name, listed.value, signal);
  if (pods.value.length === 1 && candidates.length <= MOST_CANDIDATES) return { kind: 'found', pod: first };
  return { kind: 'several', pods: pods.value, total: candidates.length };
}

/** Reads one pod. Neither name is checked here. */
export function readPod(
  connection: Connection,
  namespace: string,
  name: string,
  signal?: AbortSignal,
  attempts?: number,
): Promise<Answer<V1Pod>> {
  return callApi(connection, (options) => connection.core.readNamespacedPod({ namespace, name }, options), {
    signal,
    ...(attempts !== undefined && { attempts }),
  });
}

export function isMissing(failure: ApiFailure): boolean {
  return failure.kind === 'answered' && failure.status === 404 && failure.name !== '';
}

function failed(failure: ApiFailure, asked: Asked): PodSearch {
  return { kind: 'failed', sentence: failureSentence(failure, asked) };
}

/** Every pod's name, page by page. A list that expires between two pages (410) is begun anew once. */
async function listNames(
  connection: Connection,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<Answer<string[]>> {
  let names: string[] = [];
  let next: string | undefined;
  let restarts = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await callApi(
      connection,
      (options) =>
        connection.core.listNamespacedPod(
          { namespace, limit: PAGE, ...(next !== undefined && { _continue: next }) },
          options,
        ),
      { signal, headers: METADATA_ONLY },
    );
    if (answer.kind === 'failed') {
      const expired = answer.failure.kind === 'answered' && answer.failure.status === 410;
      if (!expired || restarts > 0) return answer;
      restarts += 1;
      names = [];
      next = undefined;
      continue;
    }
    names.push(...answer.value.items.flatMap((pod) => pod.metadata?.name ?? []));
    next = answer.value.metadata?._continue;
    if (!next) break;
  }
  return { kind: 'ok', value: names };
}

/** Reads the pods of these names, leaving out those that went meanwhile. */
async function readPods(
  connection: Connection,
  namespace: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Answer<FoundPod[]>> {
  const answers = await Promise.all(names.map((name) => readPod(connection, namespace, name, signal)));
  const pods: FoundPod[] = [];
  for (const answer of answers) {
    if (answer.kind === 'ok') pods.push(foundPod(answer.value));
    else if (!isMissing(answer.failure)) return answer;
  }
  return { kind: 'ok', value: pods };
}

async function none(
  connection: Connection,
  namespace: string,
  name: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<PodSearch> {
  const nearest = nearestNames(name, names);
  if (names.length > 0) return { kind: 'none', nearest, namespaceExists: true };
  // A namespace that is not there looks empty (recordings/kubernetes/read-pods.json); asking takes a right that may be lacking.
  const answer = await callApi(
    connection,
    (options) => connection.core.readNamespace({ name: namespace }, options),
    { signal, attempts: 1 },
  );
  if (answer.kind === 'ok') return { kind: 'none', nearest, namespaceExists: true };
  return { kind: 'none', nearest, ...(isMissing(answer.failure) && { namespaceExists: false }) };
}
