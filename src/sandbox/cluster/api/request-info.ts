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

/** The namespace and what follows it, from the parts after the version. */
function splitNamespace(parts: string[]): { namespace?: string; rest: string[] } {
  const [first, namespace, third] = parts;
  const inside = first === 'namespaces' && third !== undefined && !namespaceSubresources.includes(third);
  if (inside && namespace !== undefined) return { namespace, rest: parts.slice(2) };
  if (first === 'namespaces' && namespace !== undefined) return { namespace, rest: parts };
  return { rest: parts };
}

/** Takes a URL path apart: /api/v1/… (core group) and /apis/GROUP/VERSION/…; anything else is a plain path. */
export function parseRequestInfo(method: string, url: URL): RequestInfo {
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const plain: RequestInfo = { kind: 'path', path: url.pathname, verb: method.toLowerCase() };
  const [prefix] = parts;
  const head = prefix === 'api' ? 2 : 3;
  if ((prefix !== 'api' && prefix !== 'apis') || parts.length <= head) return plain;
  const { namespace, rest } = splitNamespace(parts.slice(head).map(decode));
  const [resource = '', name = '', subresource = '', extra] = rest;
  if (extra !== undefined) return plain;
  const watch = ['true', '1'].includes(url.searchParams.get('watch') ?? '');
  return {
    kind: 'resource',
    verb: verbOf(method, name, watch),
    group: prefix === 'api' ? '' : (parts[1] ?? ''),
    version: parts[head - 1] ?? '',
    resource,
    subresource,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  };
}

/** A part of a path; malformed escapes stay as they are, so that nothing is found under them. */
function decode(part: string): string {
  return /%(?![0-9a-f]{2})/i.test(part)
    ? part
    : decodeURIComponent(part.replaceAll(/%[89a-f][0-9a-f]/gi, '%3F'));
}
