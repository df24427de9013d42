import https from 'node:https';
import { WebSocket } from 'ws';
import { parse } from 'yaml';
import type { SandboxCluster } from '../../../src/sandbox/cluster/server.ts';

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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A bare client of a sandbox cluster: what goes over the wire, and nothing that hides it. */
export class WireClient {
  private readonly cluster: SandboxCluster;
  private readonly agent: https.Agent;
  private readonly token: string;

  constructor(cluster: SandboxCluster, user = 'admin') {
    this.cluster = cluster;
    this.agent = new https.Agent({ ca: cluster.caPem, keepAlive: false });
    const config = parse(cluster.kubeconfig(user)) as { users: { user: { token: string } }[] };
    this.token = config.users[0]?.user.token ?? '';
  }

  request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { 'Content-Type': 'application/strategic-merge-patch+json' },
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = https.request(
        this.cluster.url + path,
        { method, agent: this.agent, headers: { Authorization: `Bearer ${this.token}`, ...headers } },
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
      request.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  /** Reads a stream line by line until `enough` says so, then hangs up. */
  lines(path: string, enough: (lines: string[]) => boolean): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const request = https.get(
        this.cluster.url + path,
        { agent: this.agent, headers: { Authorization: `Bearer ${this.token}` } },
        (response) => {
          let text = '';
          const lines = (): string[] => text.split('\n').slice(0, -1);
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString('utf8');
            if (enough(lines())) {
              response.destroy();
              resolve(lines());
            }
          });
          response.on('end', () => resolve(lines()));
          response.on('error', () => resolve(lines()));
        },
      );
      request.on('error', reject);
    });
  }

  exec(path: string, options: ExecOptions = {}): Promise<ExecAnswer> {
    const { protocols = ['v5.channel.k8s.io'], send = [], onFrame } = options;
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.cluster.url.replace('https', 'wss') + path, protocols, {
        ca: this.cluster.caPem,
        headers: { Authorization: `Bearer ${this.token}` },
      });
      const frames: Frame[] = [];
      let refused = false;
      socket.on('unexpected-response', (_request, response) => {
        refused = true;
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
        response.on('end', () =>
          resolve({ kind: 'refused', status: response.statusCode ?? 0, body: parsed(text) }),
        );
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

/** Asks again every few milliseconds until the answer is good, for at most ten seconds. */
export async function until<T>(ask: () => Promise<T> | T, good: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + 10_000;
  while (true) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`Not in time: ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Adds an ephemeral container and runs a script in it as soon as it can. */
export async function shellIn(
  client: WireClient,
  pod: string,
  container: string,
  script: string,
  options: ExecOptions & { namespace?: string; more?: string } = {},
): Promise<ExecAnswer> {
  const path = shellPath(pod, container, script, options.namespace, options.more);
  return until(
    () => client.exec(path, options),
    (answer) => !(answer.kind === 'refused' && answer.status === 500),
  );
}
