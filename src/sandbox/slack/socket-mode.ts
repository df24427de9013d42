import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { isRecord, parsedOrUndefined } from './body-values.ts';
import type { Delivered, Delivery, Timing, Transport } from './deliveries.ts';
import { randomSecret } from './random-ids.ts';

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

type Waiting = { settle: (delivered: Delivered) => void };

const MAX_CONNECTIONS = 10;
const TICKET_LIFE_MS = 30_000;
const CLOSING_MS = 500;
const DEBUG_INFO = { host: 'applink-sandbox', build_number: 1, approximate_connection_time: 18_060 };

/** Slack's Socket Mode for one app (docs.slack.dev/apis/events-api/using-socket-mode). */
export class SocketMode implements Transport {
  readonly #sockets = new Set<WebSocket>();
  readonly #tickets = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #appId: string;
  readonly #timing: Timing;
  readonly #now: () => number;
  #turn = 0;

  constructor(appId: string, timing: Timing, now: () => number) {
    this.#appId = appId;
    this.#timing = timing;
    this.#now = now;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** A ticket for one connection, good for 30 seconds. */
  issueTicket(): string {
    const ticket = randomSecret();
    this.#tickets.set(ticket, this.#now());
    return ticket;
  }

  /** Takes over an HTTP upgrade; without a fresh ticket it is refused with 403. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const ticket = url.searchParams.get('ticket') ?? '';
    const issued = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    const isFresh = issued !== undefined && this.#now() - issued <= TICKET_LIFE_MS;
    if (url.pathname !== '/link/' || !isFresh) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#accept(opened));
  }

  /** Sends to one connection, each in turn, and waits for its acknowledgement. */
  deliver(delivery: Delivery): Promise<Delivered> {
    const open = [...this.#sockets].filter((socket) => socket.readyState === socket.OPEN);
    this.#turn += 1;
    const socket = open[this.#turn % Math.max(1, open.length)];
    if (!socket) return Promise.resolve({ kind: 'no-listener' });
    const envelopeId = randomUUID();
    return new Promise((resolve) => {
      const settle = (delivered: Delivered): void => {
        clearTimeout(timer);
        this.#waiting.delete(envelopeId);
        resolve(delivered);
      };
      const timer = setTimeout(() => settle({ kind: 'timed-out' }), this.#timing.ack);
      this.#waiting.set(envelopeId, { settle });
      socket.send(JSON.stringify(envelopeOf(delivery, envelopeId)));
    });
  }

  /** Tells every connection to go, with Slack's reason, and closes them. */
  disconnectAll(reason: DisconnectReason): void {
    for (const socket of this.#sockets) sendOff(socket, reason);
  }

  async stop(): Promise<void> {
    for (const { settle } of this.#waiting.values()) settle({ kind: 'no-listener' });
    await Promise.all([...this.#sockets].map((socket) => closeGently(socket)));
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #accept(socket: WebSocket): void {
    // A broken frame from the app closes its own connection; 'close' follows every 'error'.
    socket.on('error', () => socket.terminate());
    if (this.#sockets.size >= MAX_CONNECTIONS) return sendOff(socket, 'too_many_websockets');
    this.#sockets.add(socket);
    const stopPinging = keepAlive(socket, this.#timing.ping);
    socket.on('message', (data: Buffer) => this.#acknowledge(data.toString('utf8')));
    socket.on('close', () => {
      stopPinging();
      this.#sockets.delete(socket);
    });
    const hello = { type: 'hello', num_connections: this.#sockets.size, debug_info: DEBUG_INFO };
    socket.send(JSON.stringify({ ...hello, connection_info: { app_id: this.#appId } }));
  }

  #acknowledge(text: string): void {
    const message = parsedOrUndefined(text);
    if (!isRecord(message) || typeof message['envelope_id'] !== 'string') return;
    this.#waiting.get(message['envelope_id'])?.settle({ kind: 'acked', response: message['payload'] });
  }
}

function envelopeOf({ type, payload, retry }: Delivery, envelopeId: string): Record<string, unknown> {
  const envelope = {
    envelope_id: envelopeId,
    type,
    payload,
    accepts_response_payload: type !== 'events_api',
  };
  if (type !== 'events_api') return envelope;
  return { ...envelope, retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' };
}

function sendOff(socket: WebSocket, reason: DisconnectReason): void {
  socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: DEBUG_INFO.host } }));
  socket.close(1000);
}

/** Finishes the closing handshake, so that the client need not wait for it in vain; cuts off whoever does not answer. */
async function closeGently(socket: WebSocket): Promise<void> {
  const closed = once(socket, 'close');
  const timer = setTimeout(() => socket.terminate(), CLOSING_MS);
  socket.close(1001);
  await closed;
  clearTimeout(timer);
}

function keepAlive(socket: WebSocket, everyMs: number): () => void {
  let answered = true;
  socket.on('pong', () => (answered = true));
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, everyMs);
  return () => clearInterval(timer);
}
