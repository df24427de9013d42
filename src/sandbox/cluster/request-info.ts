/** What a path and a method ask for, in the words of the API server's RequestInfo. */
export type RequestInfo =
  | { kind: 'path'; path: string; verb: string }
  | {
      kind: 'resource';
      verb: string;
      group: string;
      version: string;
      resource: string;
      subresource: string;
      namespace?: string;
      name: string;
    };

const namespaceSubresources = ['status', 'finalize'];

function verbOf(method: string, name: string, watch: boolean): string {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (watch) return 'watch';
      return name === '' ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
}

/** Takes a URL path apart: /api/v1/… (core group) and /apis/GROUP/VERSION/…; anything else is a plain path. */
export function parseRequestInfo(method: string, url: URL): RequestInfo {
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const plain: RequestInfo = { kind: 'path', path: url.pathname, verb: method.toLowerCase() };
  const prefix = parts[0];
  if (prefix !== 'api' && prefix !== 'apis') return plain;
  const head = prefix === 'api' ? 2 : 3;
  if (parts.length <= head) return plain;
  const group = prefix === 'api' ? '' : (parts[1] ?? '');
  const version = parts[head - 1] ?? '';
  let rest = parts.slice(head).map((part) => decodeURIComponent(part));
  let namespace: string | undefined;
  const third = rest[2];
  if (rest[0] === 'namespaces' && third !== undefined && !namespaceSubresources.includes(third)) {
    namespace = rest[1];
    rest = rest.slice(2);
  }
  const [resource = '', name = '', subresource = '', extra] = rest;
  if (extra !== undefined) return plain;
  const watch = url.searchParams.get('watch') === 'true' || url.searchParams.get('watch') === '1';
  const inNamespace = namespace ?? (resource === 'namespaces' && name !== '' ? name : undefined);
  return {
    kind: 'resource',
    verb: verbOf(method, name, watch),
    group,
    version,
    resource,
    subresource,
    ...(inNamespace === undefined ? {} : { namespace: inNamespace }),
    name,
  };
}
