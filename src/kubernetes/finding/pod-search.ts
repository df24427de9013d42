import type { V1Pod } from '@kubernetes/client-node';
import { type ApiFailure, isMissing } from '../failures/api-failure.ts';
import { type Answer, callApi } from '../connection/api-call.ts';
import type { FoundPod, PodSearch, SearchOptions } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import type { Asked } from '../failures/asked.ts';
import { failureSentence } from '../failures/failures.ts';
import { foundPod } from './found-pod.ts';
import { nearestNames } from './nearest-names.ts';
import { nothingFound } from './nothing-found.ts';
import { isObjectName } from './object-names.ts';
import { listPods } from './pod-list.ts';

const MOST_CANDIDATES = 10;

/** Finds a pod by its name or the beginning of one; the exact name wins. The namespace's name is not checked here. */
export async function findPodByName(
  connection: Connection,
  name: string,
  { namespace, isShown, signal }: SearchOptions,
): Promise<PodSearch> {
  const asked: Asked = { cluster: connection.cluster, namespace, pod: name, verb: 'get', resource: 'pods' };
  if (isObjectName(name)) {
    const exact = await readPod(connection, namespace, name, signal);
    if (exact.kind === 'ok') return { kind: 'found', pod: foundPod(exact.value) };
    if (!isMissing(exact.failure)) return failed(exact.failure, asked);
  }
  const listed = await listPods(connection, {
    namespace,
    // What a policy says of a pod needs all of it.
    metadataOnly: isShown === undefined,
    keep: (pod) => {
      const own = pod.metadata?.name ?? '';
      // Only of what would be offered it is asked, as the answer may take its time.
      const fits = name !== '' && (own.startsWith(name) || nearestNames(name, [own]).length > 0);
      return { name: own, shown: fits && (isShown?.(foundPod(pod)) ?? true) };
    },
    signal,
  });
  if (listed.kind === 'failed') return failed(listed.failure, { ...asked, verb: 'list' });
  const shown = listed.value.filter((each) => each.shown).map((each) => each.name);
  const candidates = shown.filter((each) => each.startsWith(name)).sort();
  const pods = await readPods(connection, namespace, candidates.slice(0, MOST_CANDIDATES), signal);
  if (pods.kind === 'failed') return failed(pods.failure, asked);
  const [first] = pods.value;
  if (!first) {
    const nearest = nearestNames(name, shown);
    return nothingFound(connection, namespace, nearest, listed.value.length > 0, signal);
  }
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

function failed(failure: ApiFailure, asked: Asked): PodSearch {
  return { kind: 'failed', sentence: failureSentence(failure, asked) };
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
