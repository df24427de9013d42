import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** What a route is given; `body` reads the whole body, at most `limitBytes` (1 MB unless told). */
export type HttpRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  params: Record<string, string>;
  body: (limitBytes?: number) => Promise<Buffer>;
};

export type HttpReply =
  | { kind: 'whole'; status: number; headers?: Record<string, string>; body: string | Buffer }
  | { kind: 'stream'; open: (response: ServerResponse) => void };

/** One address pattern such as `/sandbox/files/:id/:name`; a last `*` takes the rest as `params.rest`. */
export type Route = {
  method: 'GET' | 'POST' | 'ANY';
  pattern: string;
  handle: (request: HttpRequest) => HttpReply | Promise<HttpReply>;
};

class BodyTooLarge extends Error {}

const ONE_MEGABYTE = 1024 * 1024;

/** A JSON reply. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): HttpReply {
  const contentType = { 'content-type': 'application/json; charset=utf-8' };
  return { kind: 'whole', status, headers: { ...contentType, ...headers }, body: JSON.stringify(value) };
}

/** A plain-text reply. */
export function plain(body: string, status = 200): HttpReply {
  return { kind: 'whole', status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

/** Answers requests by the first route that matches. A route that throws answers 500 and `onError` is told. */
export function listenerFor(routes: readonly Route[], onError: (error: unknown) => void): RequestListener {
  const compiled = routes.map((route) => ({ route, expression: compile(route.pattern) }));

  async function answer(raw: IncomingMessage): Promise<HttpReply> {
    const url = new URL(raw.url ?? '/', 'http://localhost');
    for (const { route, expression } of compiled) {
      const match = expression.exec(url.pathname);
      if (!match || (route.method !== 'ANY' && route.method !== raw.method)) continue;
      const params = decodeAll(match.groups ?? {});
      if (!params) return plain('malformed address', 400);
      return route.handle({
        method: raw.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: raw.headers,
        params,
        body: (limitBytes = ONE_MEGABYTE) => readBody(raw, limitBytes),
      });
    }
    return plain('not found', 404);
  }

  async function serve(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      send(response, await answer(raw));
    } catch (error) {
      if (error instanceof BodyTooLarge) return send(response, plain(error.message, 413));
      onError(error);
      send(response, plain('internal error of the sandbox', 500));
    }
  }

  return (raw, response) => {
    serve(raw, response).catch(onError);
  };
}

function send(response: ServerResponse, reply: HttpReply): void {
  if (reply.kind === 'stream') return reply.open(response);
  response.writeHead(reply.status, { 'x-content-type-options': 'nosniff', ...reply.headers });
  response.end(reply.body);
}

async function readBody(raw: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of raw.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limitBytes) {
      // The rest is read and dropped: a client still sending would otherwise never see the answer.
      raw.resume();
      throw new BodyTooLarge(`the body is larger than ${limitBytes} bytes`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function compile(pattern: string): RegExp {
  const source = pattern
    .replaceAll('.', String.raw`\.`)
    .replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')
    .replace(/\*$/, '(?<rest>.*)');
  return new RegExp(`^${source}$`);
}

function decodeAll(groups: Record<string, string>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}
