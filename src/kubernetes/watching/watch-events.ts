import type { V1Pod } from '@kubernetes/client-node';
import { type ApiFailure, readRefusal } from '../failures/api-failure.ts';

/** One event of a watch on pods. Times in its pod are still text. */
export type WatchEvent =
  | { readonly kind: 'changed'; readonly name: string; readonly pod: V1Pod; readonly version: string }
  | { readonly kind: 'deleted'; readonly name: string }
  | { readonly kind: 'bookmark'; readonly version: string }
  /** The server gives the watch up, with 410 where its resource version is too old. */
  | { readonly kind: 'failed'; readonly failure: ApiFailure };

/** Reads one line of a watch (recordings/kubernetes/watch-errors.json and happy-path.json); undefined for what is none. */
export function readWatchEvent(line: Buffer): WatchEvent | undefined {
  let event: unknown;
  try {
    event = JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
  const type = at(event, 'type');
  const object = at(event, 'object');
  if (type === 'ERROR') {
    const code = at(object, 'code');
    return { kind: 'failed', failure: readRefusal(typeof code === 'number' ? code : 500, object) };
  }
  const metadata = at(object, 'metadata');
  const version = at(metadata, 'resourceVersion');
  if (typeof version !== 'string') return undefined;
  const name = String(at(metadata, 'name'));
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { kind: 'changed', name, pod: object as V1Pod, version };
    case 'DELETED':
      return { kind: 'deleted', name };
    case 'BOOKMARK':
      return { kind: 'bookmark', version };
    default:
      return undefined;
  }
}

function at(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
}
