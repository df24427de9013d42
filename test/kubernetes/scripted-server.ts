import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import pino from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Cluster, FindPodOptions } from '../../src/kubernetes/cluster.ts';
import { connectCluster } from '../../src/kubernetes/connect.ts';
import { Connection } from '../../src/kubernetes/connection/connection.ts';
import { loadKubeConfig } from '../../src/kubernetes/connection/kube-config.ts';
import { TIMING, type Timing } from '../../src/kubernetes/timing.ts';
import { makeServerCertificate } from '../../src/sandbox/cluster/api/tls.ts';

export interface ScriptedReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Writes the body itself, bit by bit, instead of `body`. */
  readonly stream?: (response: ServerResponse) => void;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** As they came: names and values in turn, none joined. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface Script {
  /** Undefined: no answer at all. */
  readonly answer?: (request: SeenRequest, count: number) => ScriptedReply | undefined;
  /** What an upgrade meets: a refusal over HTTP, `reset`, `ignore`, or acceptance. */
  readonly upgrade?: (request: SeenRequest, count: number) => ScriptedReply | 'reset' | 'ignore' | 'accept';
  /** What an accepted exec does. */
  readonly exec?: (socket: WebSocket, request: SeenRequest) => void;
  readonly autoPong?: boolean;
  readonly token?: string;
  /** Asks for client certificates. */
  readonly clientCertificates?: boolean;
}

export interface ScriptedServer {
  readonly port: number;
  readonly kubeconfig: string;
  readonly directory: string;
  readonly requests: readonly SeenRequest[];
  readonly upgrades: readonly SeenRequest[];
  connections(): number;
  /** Resolves when the client has closed those that are open now. */
  allClosed(): Promise<void>;
  /** A certificate that the server's own authority vouches for. */
  readonly clientCertificate: { readonly key: string; readonly cert: string };
  /** The common names of the clients that showed a certificate, one a connection. */
  clientNames(): readonly string[];
  stop(): Promise<void>;
}

const servers = new Set<ScriptedServer>();

/** Stops whatever a test started: for `afterEach`. */
export async function stopServers(): Promise<void> {
  await Promise.all([...clusters].map((cluster) => cluster.close()));
  clusters.clear();
  await Promise.all([...connections].map((connection) => connection.close()));
  connections.clear();
  await Promise.all([...servers].map((server) => server.stop()));
  servers.clear();
}

/** An HTTPS server that says what a script tells it to, with a kubeconfig for it. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const certificate = await makeServerCertificate();
  const requests: SeenRequest[] = [];
  const upgrades: SeenRequest[] = [];
  const sockets = new Set<Duplex>();
  let connections = 0;
  const clientNames: string[] = [];
  // HTTP/2 is offered, as every API server does, and must not be taken.
  const tls = { key: certificate.key, cert: certificate.cert, ALPNProtocols: ['h2', 'http/1.1'] };
  const mutual = { requestCert: script.clientCertificates === true, rejectUnauthorized: false };
  const server = createServer({ ...tls, ...mutual }, (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const seen = seenFrom(request, body);
      requests.push(seen);
      const reply = script.answer?.(seen, requests.length);
      if (!reply) return;
      response.writeHead(reply.status, contentTypeOf(reply));
      if (reply.stream) reply.stream(response);
      else response.end(textOf(reply));
    });
  });
  // As an API server: idle connections stay open, and no header says for how long.
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    connections += 1;
    const name = socket.getPeerCertificate().subject?.CN;
    if (typeof name === 'string') clientNames.push(name);
  });
  const webSockets = new WebSocketServer({
    noServer: true,
    autoPong: script.autoPong ?? true,
    handleProtocols: (protocols) => [...protocols][0] ?? false,
  });
  server.on('upgrade', (request, socket, head) => {
    const seen = seenFrom(request, '');
    upgrades.push(seen);
    const meets = script.upgrade?.(seen, upgrades.length) ?? 'accept';
    socket.on('error', () => undefined);
    if (meets === 'ignore') return;
    if (meets === 'reset') socket.destroy();
    else if (meets === 'accept') {
      webSockets.handleUpgrade(request, socket, head, (webSocket) => script.exec?.(webSocket, seen));
    } else socket.write(rawReply(meets));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const directory = await mkdtemp(path.join(tmpdir(), 'keyhole-kubernetes-'));
  const kubeconfig = path.join(directory, 'config');
  await writeFile(kubeconfig, kubeconfigText(port, certificate.caPem, script.token ?? 'secret-token'));
  const started: ScriptedServer = {
    port,
    kubeconfig,
    directory,
    requests,
    upgrades,
    connections: () => connections,
    allClosed: async () => {
      await Promise.all([...sockets].map((socket) => once(socket, 'close')));
    },
    clientCertificate: { key: certificate.key, cert: certificate.cert },
    clientNames: () => clientNames,
    stop: async () => {
      for (const webSocket of webSockets.clients) webSocket.terminate();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      await rm(directory, { recursive: true, force: true });
    },
  };
  servers.add(started);
  return started;
}

export function kubeconfigText(port: number, caPem: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    clusters: [
      {
        name: 'here',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority-data': Buffer.from(caPem).toString('base64'),
        },
      },
    ],
    users: [{ name: 'bot', user: { token } }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'bot' } }],
  });
}

/** A frame as the API server sends it. */
export function frame(channel: number, data: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from([channel]), Buffer.from(data)]);
}

function seenFrom(request: IncomingMessage, body: string): SeenRequest {
  const { method = '', url: path = '', headers, rawHeaders } = request;
  return { method, path, headers, rawHeaders, body };
}

function textOf({ body }: ScriptedReply): string {
  return typeof body === 'string' ? body : JSON.stringify(body ?? '');
}

function contentTypeOf(reply: ScriptedReply): Record<string, string> {
  const type = typeof reply.body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  return { 'Content-Type': type, ...reply.headers };
}

function rawReply(reply: ScriptedReply): string {
  const text = typeof reply.body === 'string' && reply.body === '' ? '' : textOf(reply);
  // As an API server does, it leaves the connection open for another request.
  const headers = { ...contentTypeOf(reply), 'Content-Length': Buffer.byteLength(text) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${reply.status} Scripted`, ...lines, '', text].join('\r\n');
}

/** The question for a pod by its name or the beginning of one. */
export function podCalled(name: string, namespace = 'shop'): FindPodOptions {
  return { namespace, wanted: { kind: 'pod', name } };
}

const clusters = new Set<Cluster>();

const connections = new Set<Connection>();

/** The way to a scripted server, as the kubeconfig's user; closed by `stopServers`. */
export function connectionTo(server: ScriptedServer, timing: Partial<Timing> = {}): Connection {
  const connection = new Connection({
    cluster: 'test',
    load: () => loadKubeConfig({ name: 'test', kubeconfig: server.kubeconfig }),
    timing: { ...TIMING, retry: 5, ...timing },
    logger: pino({ level: 'silent' }),
    now: () => performance.now(),
  });
  connections.add(connection);
  return connection;
}

/** A cluster that speaks with a scripted server; closed by `stopServers`. */
export function connected(server: ScriptedServer, timing: Partial<Timing> = {}): Cluster {
  const cluster = connectCluster({
    name: 'test',
    kubeconfig: server.kubeconfig,
    logger: pino({ level: 'silent' }),
    timing: { acceptance: 2000, retry: 5, ...timing },
  });
  clusters.add(cluster);
  return cluster;
}

/** Both at once. */
export async function given(script: Script, timing: Partial<Timing> = {}) {
  const server = await startScriptedServer(script);
  return { server, cluster: connected(server, timing) };
}

/** A refusal of the right to get what is in the namespace `shop`, in the words of an API server (recordings/kubernetes/authorization-errors.json). */
export function forbidden(resource: string): ScriptedReply {
  const message = `${resource} "x" is forbidden: User "keyhole" cannot get resource "${resource}" in API group "" in the namespace "shop"`;
  return { status: 403, body: { kind: 'Status', message } };
}
