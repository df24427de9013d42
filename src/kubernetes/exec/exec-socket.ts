import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type ClientOptions, type RawData, WebSocket } from 'ws';
import { codeOf } from '../failures/api-failure.ts';
import { EXEC_PROTOCOLS } from './exec-frames.ts';

/** Far more than a kubelet puts into one frame (32 KiB). */
const LONGEST_FRAME = 16 * 1024 * 1024;
const LONGEST_BODY = 64 * 1024;

export interface ExecSocketEvents {
  readonly onUpgraded: () => void;
  readonly onFrame: (message: Buffer) => void;
  readonly onPong: () => void;
  /** The server answered with HTTP instead of upgrading. */
  readonly onRefused: (status: number, body: string, retryAfter: string | undefined) => void;
  /** The connection is over, or never was. `handedOver`: the request may have reached the server. */
  readonly onClosed: (end: { readonly code: string; readonly handedOver: boolean }) => void;
}

export interface ExecSocket {
  /** Whether the request for the command may have left this machine. */
  handedOver(): boolean;
  pause(): void;
  resume(): void;
  ping(): void;
  /** Drops the connection at once. A polite close would wait for the server. */
  terminate(): void;
}

/** Opens the WebSocket of an exec, and reads the answer where the server refuses to upgrade. */
export function openExecSocket(url: string, options: ClientOptions, events: ExecSocketEvents): ExecSocket {
  let handedOver = false;
  let code = '';
  const webSocket = new WebSocket(url, EXEC_PROTOCOLS, {
    ...options,
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: LONGEST_FRAME,
    finishRequest: (request) =>
      watchHandover(request, () => {
        handedOver = true;
      }),
  });
  webSocket.on('open', events.onUpgraded);
  webSocket.on('message', (data) => events.onFrame(bytesOf(data)));
  webSocket.on('pong', events.onPong);
  webSocket.on('unexpected-response', (_request, response) => {
    readBody(response, (body) => {
      events.onRefused(response.statusCode ?? 0, body, response.headers['retry-after']);
    });
  });
  webSocket.on('error', (error) => {
    code = codeOf(error);
  });
  webSocket.on('close', () => events.onClosed({ code, handedOver }));
  return {
    handedOver: () => handedOver,
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    ping: () => webSocket.ping(),
    terminate: () => webSocket.terminate(),
  };
}

/**
 * Tells when the request can have left: not before TLS is up, as ws writes nothing earlier. A socket that is up
 * already, such as a proxy's, counts at once.
 */
function watchHandover(request: ClientRequest, onHandedOver: () => void): void {
  request.once('socket', (socket: Socket) => {
    if (Reflect.get(socket, 'secureConnecting') === true) socket.once('secureConnect', onHandedOver);
    else onHandedOver();
  });
  request.once('finish', onHandedOver);
  request.end();
}

/** Reads the beginning of a body; a body that breaks off counts as far as it came. */
function readBody(response: IncomingMessage, onBody: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let told = false;
  const tell = (): void => {
    if (told) return;
    told = true;
    response.destroy();
    onBody(Buffer.concat(chunks).subarray(0, LONGEST_BODY).toString('utf8'));
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= LONGEST_BODY) tell();
  });
  response.on('end', tell);
  response.on('error', tell);
  response.on('close', tell);
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
