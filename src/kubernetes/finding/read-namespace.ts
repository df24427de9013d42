import { callApi } from '../connection/api-call.ts';
import type { Connection } from '../connection/connection.ts';
import { isMissing } from '../failures/api-failure.ts';
import type { Asked } from '../failures/asked.ts';
import { failureSentence } from '../failures/failures.ts';
import type { NamespaceReading, ReadNamespaceOptions } from '../cluster.ts';
import { isNamespaceName } from './object-names.ts';

/** Reads the labels of a namespace. It takes a right that nothing else needs, so the sentence says what does without. */
export async function readNamespace(
  connection: Connection,
  { namespace, signal }: ReadNamespaceOptions,
  attempts?: number,
): Promise<NamespaceReading> {
  if (!isNamespaceName(namespace)) return { kind: 'none' };
  const answer = await callApi(
    connection,
    (options) => connection.core.readNamespace({ name: namespace }, options),
    { signal, ...(attempts !== undefined && { attempts }) },
  );
  if (answer.kind === 'ok') return { kind: 'found', labels: answer.value.metadata?.labels ?? {} };
  if (isMissing(answer.failure)) return { kind: 'none' };
  const asked: Asked = {
    cluster: connection.cluster,
    namespace,
    verb: 'get',
    resource: 'namespaces',
    instead: "have the policy look at no namespace's labels",
  };
  return { kind: 'failed', sentence: failureSentence(answer.failure, asked) };
}
