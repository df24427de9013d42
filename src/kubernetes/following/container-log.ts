import type { Asked } from '../failures/asked.ts';
import type { ContainerOptions } from '../cluster.ts';
import type { Connection } from '../connection/connection.ts';
import type { Streaming, StreamOptions } from '../connection/stream.ts';

export interface LogQuery {
  readonly follow?: boolean;
  readonly timestamps?: boolean;
  /** RFC 3339; the API server takes its whole second. */
  readonly sinceTime?: string;
  readonly tailLines?: number;
  readonly limitBytes?: number;
}

/** Opens a container's log (recordings/kubernetes/logs.json). Tries once; never throws. */
export function openLog(
  connection: Connection,
  { namespace, pod, container }: ContainerOptions,
  query: LogQuery,
  { signal, quietMs }: StreamOptions = {},
): Promise<Streaming> {
  const parameters = new URLSearchParams({ container });
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const place = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod.name)}/log`;
  return connection.stream(`${place}?${parameters.toString()}`, { signal, quietMs });
}

/** How a log is spoken of in sentences. */
export function askedForLog(cluster: string, { namespace, pod, container }: ContainerOptions): Asked {
  return { cluster, namespace, pod: pod.name, container, verb: 'get', resource: 'pods/log' };
}
