import https from 'node:https';
import type { RequestOptions } from 'node:https';
import { WebSocket } from 'ws';

/** Where an API server is and what shows it who asks. */
export interface WireAccess {
  /** Such as https://127.0.0.1:6443, with no slash at its end. */
  url: string;
  tls: Pick<
    RequestOptions,
    'agent' | 'ca' | 'cert' | 'key' | 'passphrase' | 'pfx' | 'rejectUnauthorized' | 'servername'
  >;
  headers: Record<string, string>;
}

export interface Answer {
  status: number;
  /** Parsed JSON, else text. */
  body: unknown;
}

export interface Frame {
  channel: number;
  data: Buffer;
  atMs: number;
}

export type ExecAnswer =
  | { kind: 'refused'; status: number; body: unknown }
  | { kind: 'exec'; protocol: string; frames: Frame[]; closeCode: number; closedAtMs: number };

export interface ExecOptions {
  protocols?: string[];
  /** Sent on channel 0 once open. */
  send?: Buffer[];
  onFrame?: (frame: Frame, socket: WebSocket) => void;
}

export interface StreamOptions {
  /** Hangs up then, with what came until then. */
  withinMs?: number;
  headers?: Record<string, string>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A bare client of an API server: what goes over the wire, and nothing that hides it. */
export class WireConnection {
  private readonly access: WireAccess;
  private readonly agent: RequestOptions['agent'];

  constructor(access: WireAccess) {
    this.access = access;
    this.agent = access.tls.agent ?? new https.Agent({ ...access.tls, keepAlive: false });
  }

  request(
    method: string,
    path: string,
    body?: unknown,
    // A real API server answers 415 to a GET of /version that names such a type.
    headers: Record<string, string> = body === undefined
      ? {}
      : { 'Content-Type': 'application/strategic-merge-patch+json' },
  ): Promise<Answer> {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const length = { 'Content-Length': Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      const request = https.request(
        this.access.url + path,
        { method, agent: this.agent, headers: { ...this.access.headers, ...length, ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, body: parsed(text) });
          });
          response.on('error', reject);
        },
      );
      request.on('error', reject);
      request.end(text);
    });
  }

  /** Reads a stream line by line until `enough` says so or it ends, then hangs up. */
  lines(
    path: string,
    enough: (lines: string[]) => boolean,
    { withinMs, headers = {} }: StreamOptions = {},
  ): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const request = https.get(
        this.access.url + path,
        { agent: this.agent, headers: { ...this.access.headers, ...headers } },
        (response) => {
          let text = '';
          const lines = (): string[] => text.split('\n').slice(0, -1);
          const finish = (): void => {
            clearTimeout(timer);
            response.destroy();
            resolve(lines());
          };
          const timer = withinMs === undefined ? undefined : setTimeout(finish, withinMs);
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString('utf8');
            if (enough(lines())) finish();
          });
          response.on('end', finish);
          response.on('error', finish);
        },
      );
      request.on('error', reject);
    });
  }

  exec(path: string, options: ExecOptions = {}): Promise<ExecAnswer> {
    const { protocols = ['v5.channel.k8s.io'], send = [], onFrame } = options;
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.access.url.replace('https', 'wss') + path, protocols, {
        ...this.access.tls,
        headers: this.access.headers,
      });
      const frames: Frame[] = [];
      let refused = false;
      socket.on('unexpected-response', (_request, response) => {
        refused = true;
        // A real API server keeps the connection open for another request, and a whole response lets go of it.
        const connection = response.socket;
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
        response.on('end', () => {
          connection.destroy();
          resolve({ kind: 'refused', status: response.statusCode ?? 0, body: parsed(text) });
        });
      });
      socket.on('open', () => send.forEach((frame) => socket.send(frame)));
      socket.on('message', (data: Buffer) => {
        const frame = { channel: data[0] ?? -1, data: data.subarray(1), atMs: performance.now() - startedAt };
        frames.push(frame);
        onFrame?.(frame, socket);
      });
      socket.on('error', (error) => {
        if (!refused && frames.length === 0) reject(error);
      });
      socket.on('close', (closeCode) => {
        const closedAtMs = performance.now() - startedAt;
        resolve({ kind: 'exec', protocol: socket.protocol, frames, closeCode, closedAtMs });
      });
    });
  }
}

/** The path of an exec of `sh -c SCRIPT`. */
export function shellPath(
  pod: string,
  container: string,
  script: string,
  namespace = 'shop',
  more = '',
): string {
  const query = ['sh', '-c', script].map((word) => `&command=${encodeURIComponent(word)}`).join('');
  return `/api/v1/namespaces/${namespace}/pods/${pod}/exec?container=${container}&stdout=true&stderr=true${more}${query}`;
}

/** All bytes of one channel as text. */
export function channelText(answer: ExecAnswer, channel: number): string {
  if (answer.kind === 'refused') throw new Error(`exec was refused: ${JSON.stringify(answer)}`);
  return Buffer.concat(
    answer.frames.filter((frame) => frame.channel === channel).map((frame) => frame.data),
  ).toString('utf8');
}

/** Asks again every few milliseconds until the answer is good, for at most `withinMs`. */
export async function until<T>(
  ask: () => Promise<T> | T,
  good: (answer: T) => boolean,
  withinMs = 10_000,
  everyMs = 10,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  while (true) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`Not in time: ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
