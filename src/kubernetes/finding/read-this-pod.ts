import type { Connection } from '../connection/connection.ts';
import { isMissing } from '../failures/api-failure.ts';
import type { Asked } from '../failures/asked.ts';
import { failureSentence } from '../failures/failures.ts';
import type { PodReading, ReadPodOptions } from '../cluster.ts';
import { foundPod } from './found-pod.ts';
import { readPod } from './pod-search.ts';

/** Reads exactly the pod that is meant; another of its name is not it. */
export async function readThisPod(
  connection: Connection,
  { namespace, pod: { name, uid }, signal }: ReadPodOptions,
): Promise<PodReading> {
  const read = await readPod(connection, namespace, name, signal);
  if (read.kind === 'ok') {
    const pod = foundPod(read.value);
    if (pod.uid === uid) return { kind: 'found', pod };
    const sentence = `The pod ${name} was replaced by another of the same name since it was asked for: ask again.`;
    return { kind: 'gone', sentence };
  }
  const asked: Asked = {
    cluster: connection.cluster,
    namespace,
    pod: name,
    verb: 'get',
    resource: 'pods',
  };
  const sentence = failureSentence(read.failure, asked);
  return { kind: isMissing(read.failure) ? 'gone' : 'failed', sentence };
}
