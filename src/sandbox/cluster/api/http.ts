import type { IncomingMessage, ServerResponse } from 'node:http';
import type { User } from './authentication.ts';
import type { StreamFault } from '../faults.ts';
import { StatusError } from './status.ts';
import { breaking } from '../stream-faults.ts';

/** One authenticated call as the handlers see it. */
export interface Call {
  /** Whom the call acts as. */
  user: User;
  /** False when it asked to act as somebody else and may not. */
  mayImpersonate: boolean;
  verb: string;
  namespace: string;
  name: string;
  query: URLSearchParams;
  contentType: string;
  accept: string;
  userAgent: string;
  body: Buffer;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

/** Where a streaming reply writes. `write` resolves when the client can take more. */
export interface ResponseStream {
  write(chunk: string | Uint8Array): Promise<void>;
}

export type Reply =
  | { kind: 'json'; status: number; body: unknown; headers?: Record<string, string> }
  | { kind: 'text'; status: number; body: string }
  | { kind: 'empty'; status: number }
  | { kind: 'stream'; contentType: string; run: (stream: ResponseStream) => Promise<void> };

export type Handler = (call: Call) => Reply | Promise<Reply>;

/** The API server's limit of a request body (3 MiB). */
const bodyLimit = 3 * 1024 * 1024;

/** The whole body; 413 beyond 3 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > bodyLimit) {
      throw new StatusError(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728', {});
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Sends a reply; resolves when a stream's run is over or the answer is handed to the socket. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  headers: Record<string, string> = {},
  fault?: StreamFault,
): Promise<void> {
  const all = { 'Cache-Control': 'no-cache, private', ...headers };
  switch (reply.kind) {
    case 'json': {
      const text = `${JSON.stringify(reply.body)}\n`;
      response.writeHead(reply.status, { ...all, ...reply.headers, 'Content-Type': 'application/json' });
      response.end(text);
      return;
    }
    case 'text':
      response.writeHead(reply.status, { ...all, 'Content-Type': 'text/plain' });
      response.end(reply.body);
      return;
    case 'empty':
      response.writeHead(reply.status, all);
      response.end();
      return;
    case 'stream':
      response.writeHead(200, { ...all, 'Content-Type': reply.contentType });
      response.flushHeaders();
      await reply.run(streamTo(response, fault));
      response.end();
  }
}

/** Where a streaming reply goes; with a fault it breaks on its way. */
function streamTo(response: ServerResponse, fault: StreamFault | undefined): ResponseStream {
  if (fault === undefined) return { write: (chunk) => writeTo(response, chunk) };
  // Each write is on its way before the next, so that what gets through before the break is certain.
  const stream: ResponseStream = {
    write: (chunk) => new Promise((resolve) => response.write(chunk, () => resolve())),
  };
  const gone = new Promise<void>((resolve) => response.once('close', resolve));
  return breaking(stream, fault, { gone, cut: () => response.destroy(), end: () => response.end() });
}

function writeTo(response: ServerResponse, chunk: string | Uint8Array): Promise<void> {
  if (response.destroyed || response.writableEnded) return Promise.resolve();
  if (response.write(chunk)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
