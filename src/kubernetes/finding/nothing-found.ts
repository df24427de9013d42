import type { PodSearch } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { readNamespace } from './read-namespace.ts';

/** A search that found nothing: tells whether the namespace is there, which one without a single pod leaves open. */
export async function nothingFound(
  connection: Connection,
  namespace: string,
  nearest: readonly string[],
  populated: boolean,
  signal: AbortSignal | undefined,
): Promise<PodSearch & { readonly kind: 'none' }> {
  const namespaceExists = populated || (await exists(connection, namespace, signal));
  return { kind: 'none', nearest, ...(namespaceExists !== undefined && { namespaceExists }) };
}

/** A namespace that is not there looks empty (recordings/kubernetes/read-pods.json); asking takes a right that may be lacking. */
async function exists(
  connection: Connection,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<boolean | undefined> {
  const { kind } = await readNamespace(connection, { namespace, ...(signal && { signal }) }, 1);
  return kind === 'failed' ? undefined : kind === 'found';
}
