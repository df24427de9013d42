import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { plain } from './http.ts';
import type { HttpReply, Route } from './http.ts';
import type { World } from './world.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** The page may load nothing from elsewhere; messages are hostile text. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'";

/** The page at `/`, its files at `/page/…`, and permalinks, which lead to the page. */
export function pageRoutes(directory: string, world: World): Route[] {
  return [
    { method: 'GET', pattern: '/', handle: () => serve(directory, 'index.html') },
    {
      method: 'GET',
      pattern: '/page/*',
      handle: (request) => serve(directory, request.params['rest'] ?? ''),
    },
    {
      method: 'GET',
      pattern: '/archives/:channel/:message',
      handle: ({ params, query }) => toPage(params['channel'] ?? '', params['message'] ?? '', query, world),
    },
  ];
}

async function serve(directory: string, name: string): Promise<HttpReply> {
  const path = normalize(join(directory, name));
  const type = TYPES[extname(path)];
  if (!path.startsWith(directory + sep) || type === undefined) return plain('not found', 404);
  const body = await readFile(path).catch(() => undefined);
  if (!body) return plain('not found', 404);
  const headers = { 'content-type': type, 'cache-control': 'no-store', 'content-security-policy': POLICY };
  return { kind: 'whole', status: 200, headers, body };
}

function toPage(channel: string, message: string, query: URLSearchParams, { url }: World): HttpReply {
  const [, seconds, fraction] = /^p(\d+)(\d{6})$/.exec(message) ?? [];
  if (seconds === undefined) return plain('not found', 404);
  const target = new URL('/', url);
  target.searchParams.set('channel', channel);
  target.searchParams.set('thread', query.get('thread_ts') ?? `${seconds}.${fraction}`);
  return { kind: 'whole', status: 302, headers: { location: target.href }, body: '' };
}
