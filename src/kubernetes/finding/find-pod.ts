import type { FindPodOptions, PodSearch } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { isNamespaceName } from './object-names.ts';
import { findPodByName } from './pod-search.ts';
import { findPodBySelector } from './selector-search.ts';
import { findPodOfWorkload } from './workload-search.ts';

/** Finds the pod that a person means. */
export async function findPod(connection: Connection, options: FindPodOptions): Promise<PodSearch> {
  const { namespace, wanted } = options;
  if (!isNamespaceName(namespace)) return { kind: 'none', nearest: [], namespaceExists: false };
  switch (wanted.kind) {
    case 'pod':
      return findPodByName(connection, wanted.name, options);
    case 'workload':
      return findPodOfWorkload(connection, wanted, options);
    case 'selector':
      return findPodBySelector(connection, wanted.selector, options);
  }
}
