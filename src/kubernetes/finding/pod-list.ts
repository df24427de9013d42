import type { V1Pod } from '@kubernetes/client-node';
import { type Answer, callApi } from '../connection/api-call.ts';
import type { Connection } from '../connection/connection.ts';

const PAGE = 500;
/** 50,000 pods in one namespace; a list that goes on is cut there. */
const MOST_PAGES = 100;

/** Of the list only the metadata is fetched, which is a fraction of it; a server that cannot do that sends it whole. */
const METADATA_ONLY = {
  Accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json',
};

export interface ListOptions<Kept> {
  readonly namespace: string;
  /** Absent: every pod. */
  readonly labelSelector?: string;
  /** Only `metadata` of each pod is looked at. */
  readonly metadataOnly?: boolean;
  /** What is kept of a pod, if anything, so that a large namespace is never held whole. */
  readonly keep: (pod: V1Pod) => Kept | undefined;
  /** Nothing more is asked for once more than so many are kept. */
  readonly most?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Lists pods page by page. A list that expires between two pages (410) is begun anew once. */
export async function listPods<Kept extends object | string>(
  connection: Connection,
  { namespace, labelSelector, metadataOnly, keep, most = Infinity, signal }: ListOptions<Kept>,
): Promise<Answer<Kept[]>> {
  let kept: Kept[] = [];
  let next: string | undefined;
  let restarts = 0;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await callApi(
      connection,
      (options) =>
        connection.core.listNamespacedPod(
          {
            namespace,
            limit: PAGE,
            ...(labelSelector && { labelSelector }),
            ...(next !== undefined && { _continue: next }),
          },
          options,
        ),
      { signal, ...(metadataOnly === true && { headers: METADATA_ONLY }) },
    );
    if (answer.kind === 'failed') {
      const expired = answer.failure.kind === 'answered' && answer.failure.status === 410;
      if (!expired || restarts > 0) return answer;
      restarts += 1;
      kept = [];
      next = undefined;
      continue;
    }
    kept.push(...answer.value.items.flatMap((pod) => keep(pod) ?? []));
    next = answer.value.metadata?._continue;
    if (!next || kept.length > most) break;
  }
  return { kind: 'ok', value: kept };
}
