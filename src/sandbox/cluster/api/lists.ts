import type { Call, Reply } from './http.ts';
import type { KubeObject } from './objects.ts';
import { fieldMatcher, labelMatcher } from './selectors.ts';
import type { Matcher } from './selectors.ts';
import { StatusError, badRequest } from './status.ts';
import type { Resource, Store } from '../state/store.ts';

/** How a resource is listed and watched. */
export interface ListedResource {
  resource: Resource;
  kind: string;
  apiVersion: string;
  fields: string[];
}

export const podsResource: ListedResource = {
  resource: 'pods',
  kind: 'Pod',
  apiVersion: 'v1',
  fields: [
    'metadata.name',
    'metadata.namespace',
    'status.phase',
    'spec.nodeName',
    'status.podIP',
    'spec.restartPolicy',
  ],
};

/** What both selectors of a call accept; 400 when one is malformed. */
export function matcherOf(call: Call, listed: ListedResource): Matcher {
  const labels = labelMatcher(call.query.get('labelSelector') ?? '');
  const fields = fieldMatcher(
    call.query.get('fieldSelector') ?? '',
    listed.fields,
    `/v1, Resource=${listed.resource}`,
  );
  return (object) => labels(object) && fields(object);
}

interface Continuation {
  v: string;
  rv: number;
  start: string;
}

const keyOf = (object: KubeObject): string => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;

function parseContinue(token: string): Continuation {
  try {
    const parsed = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Continuation;
    if (parsed.v === 'meta.k8s.io/v1' && typeof parsed.start === 'string') return parsed;
  } catch {
    throw badRequest('continue key is not valid: illegal base64 data');
  }
  throw badRequest('continue key is not valid: server does not recognize this encoded version');
}

/** A list with selectors, `limit` and `continue`; only metadata when the client asks for it. */
export function listReply(store: Store, call: Call, listed: ListedResource): Reply {
  const matches = matcherOf(call, listed);
  const namespace = call.namespace === '' ? undefined : call.namespace;
  const limit = Number(call.query.get('limit') ?? '0');
  const token = call.query.get('continue') ?? '';
  const from = token === '' ? undefined : parseContinue(token);
  if (from !== undefined && store.isCompacted(from.rv)) throw continueExpired();
  const all = store
    .list(listed.resource, namespace)
    .filter((object) => matches(object) && (from === undefined || keyOf(object) >= from.start));
  const page = limit > 0 ? all.slice(0, limit) : all;
  const next = all[page.length];
  const version = from?.rv ?? store.version();
  const more =
    next === undefined
      ? {}
      : {
          continue: Buffer.from(
            JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start: keyOf(next) }),
          ).toString('base64url'),
          remainingItemCount: all.length - page.length,
        };
  const metadata = { resourceVersion: String(version), ...more };
  if (call.accept.includes('as=PartialObjectMetadataList')) {
    const items = page.map((object) => ({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: object.metadata,
    }));
    const body = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items };
    return { kind: 'json', status: 200, body };
  }
  const items = page.map(({ kind: _kind, apiVersion: _version, ...rest }) => rest);
  const body = { kind: `${listed.kind}List`, apiVersion: listed.apiVersion, metadata, items };
  return { kind: 'json', status: 200, body };
}

/** 410 for the rest of a list whose first page is too old (staging/src/k8s.io/apiserver, etcd3). */
function continueExpired(): StatusError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return new StatusError(410, 'Expired', message);
}

/** 410 for a resource version that history no longer has (recordings/kubernetes/watch-errors.json). */
export function expired(version: number, oldest: number): StatusError {
  return new StatusError(410, 'Expired', `too old resource version: ${version} (${oldest})`);
}
