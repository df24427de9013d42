import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { personOf } from './authentication.ts';
import type { User } from './authentication.ts';
import type { Cluster } from '../cluster.ts';
import { ExecGate } from './exec-gate.ts';
import type { Fault } from '../faults.ts';
import { readBody, sendReply } from './http.ts';
import type { Call, Reply } from './http.ts';
import { parseRequestInfo } from './request-info.ts';
import type { RequestInfo } from './request-info.ts';
import { RequestLog, checkImpersonationHeaders, impersonationOf } from './request-log.ts';
import type { Impersonation, RequestRecord } from './request-log.ts';
import { Router, checkImpersonation } from './router.ts';
import { StatusError, unauthorized } from './status.ts';
import type { ServerCertificate } from './tls.ts';

/** The HTTPS front of the cluster: identity, faults, routing, and the record of requests. */
export class ApiServer {
  private readonly log = new RequestLog();
  private readonly cluster: Cluster;
  private readonly router: Router;
  private readonly server: Server;
  private readonly gate: ExecGate;

  constructor(cluster: Cluster, certificate: ServerCertificate) {
    this.cluster = cluster;
    this.router = new Router(cluster);
    this.gate = new ExecGate(cluster);
    this.server = createServer({ key: certificate.key, cert: certificate.cert });
    // Idle connections stay open, and no header says for how long; a real API server ends them after 90 s.
    this.server.keepAliveTimeout = 0;
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    this.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.upgrade(request, socket, head).catch(() => socket.destroy());
    });
  }

  get requests(): readonly RequestRecord[] {
    return this.log.records;
  }

  /** Listens on 127.0.0.1 and gives the port. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  close(): Promise<void> {
    this.gate.close();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    const info = parseRequestInfo(request.method ?? 'GET', url);
    const record = this.remember(info, url, request);
    response.on('close', () => {
      record.status ||= response.statusCode;
    });
    try {
      const fault = this.cluster.faults.take(request.method ?? 'GET', url);
      if (fault?.delayMs !== undefined) await this.delay(fault.delayMs);
      const body = await readBody(request);
      const reply = faultReply(fault) ?? (await this.answer(request, response, url, info, body));
      await sendReply(response, reply, fault?.headers, fault?.stream);
    } catch (error) {
      await this.sendError(response, error);
    }
    record.status = response.statusCode;
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = urlOf(request);
    const info = parseRequestInfo(request.method ?? 'GET', url);
    const record = this.remember(info, url, request);
    socket.on('error', () => socket.destroy());
    const fault = this.cluster.faults.take(request.method ?? 'GET', url);
    if (fault?.delayMs !== undefined) await this.delay(fault.delayMs);
    const call = this.callOf(request, url, info, Buffer.alloc(0), new AbortController().signal);
    record.status = this.gate.admit({ request, socket, head, info, call, fault });
  }

  private answer(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    info: RequestInfo,
    body: Buffer,
  ): Reply | Promise<Reply> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const call = this.callOf(request, url, info, body, gone.signal);
    if (call === undefined) throw unauthorized();
    checkImpersonationHeaders(request);
    checkImpersonation(info, call);
    return this.router.answer(info, call, request.headers.host ?? '');
  }

  /** The call with its user; undefined without a valid token. */
  private callOf(
    request: IncomingMessage,
    url: URL,
    info: RequestInfo,
    body: Buffer,
    signal: AbortSignal,
  ): Call | undefined {
    const { authenticator, rbac } = this.cluster;
    const user = authenticator.userOf(request.headers.authorization);
    if (user === undefined) return undefined;
    const asked = impersonationOf(request);
    const may = asked === undefined || rbac.mayActAs(user, asked.user, asked.groups);
    return {
      user: may && asked !== undefined ? this.actingAs(asked) : user,
      mayImpersonate: may,
      verb: info.verb,
      namespace: info.kind === 'resource' ? (info.namespace ?? '') : '',
      name: info.kind === 'resource' ? info.name : '',
      query: url.searchParams,
      contentType: request.headers['content-type'] ?? '',
      accept: request.headers.accept ?? '',
      userAgent: request.headers['user-agent'] ?? '',
      body,
      signal,
    };
  }

  /** Who an impersonator becomes: a person with the groups asked for, or a known service account. */
  private actingAs({ user, groups }: Impersonation): User {
    return { ...this.cluster.authenticator.userNamed(user), ...personOf(user, groups) };
  }

  private remember(info: RequestInfo, url: URL, request: IncomingMessage): RequestRecord {
    const impersonated = impersonationOf(request);
    return this.log.add({
      at: this.cluster.now(),
      verb: info.verb,
      path: url.pathname + url.search,
      userAgent: request.headers['user-agent'] ?? '',
      user: this.cluster.authenticator.userOf(request.headers.authorization)?.name ?? '',
      ...(impersonated === undefined ? {} : { impersonated }),
    });
  }

  private delay(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.cluster.kubelet.later(milliseconds, resolve));
  }

  private async sendError(response: ServerResponse, error: unknown): Promise<void> {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const known =
      error instanceof StatusError
        ? error
        : new StatusError(500, 'InternalError', `Internal error occurred: ${String(error)}`, {});
    await sendReply(response, { kind: 'json', status: known.status, body: known.body }, known.headers);
  }
}

/** The URL of a request; one that cannot be parsed is a path that nothing is under. */
function urlOf(request: IncomingMessage): URL {
  const text = `https://127.0.0.1${request.url ?? '/'}`;
  return new URL(URL.canParse(text) ? text : 'https://127.0.0.1/malformed');
}

/** What a fault answers instead of the server. */
export function faultReply(fault: Fault | undefined): Reply | undefined {
  if (fault?.status === undefined) return undefined;
  const { status, body } = fault;
  if (body === undefined) return { kind: 'empty', status };
  return typeof body === 'string' ? { kind: 'text', status, body } : { kind: 'json', status, body };
}
