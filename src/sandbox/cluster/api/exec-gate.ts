import { STATUS_CODES } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Cluster } from '../cluster.ts';
import { runExec } from './exec.ts';
import { checkExec } from './exec-options.ts';
import type { ExecProtocol } from './exec-status.ts';
import type { Fault } from '../faults.ts';
import type { Call } from './http.ts';
import { checkImpersonationHeaders } from './request-log.ts';
import type { RequestInfo } from './request-info.ts';
import { checkImpersonation } from './router.ts';
import { StatusError, noSuchResource, unauthorized } from './status.ts';

export interface UpgradeRequest {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  info: RequestInfo;
  /** Undefined without a valid token. */
  call: Call | undefined;
  fault: Fault | undefined;
}

const supported: ExecProtocol[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

interface Refusal {
  status: number;
  contentType: string;
  body: string;
}

const refusalOf = (error: StatusError): Refusal => ({
  status: error.status,
  contentType: 'application/json',
  body: `${JSON.stringify(error.body)}\n`,
});

/** Lets WebSocket upgrades in or answers them with plain HTTP, as the API server does before 101. */
export class ExecGate {
  private readonly cluster: Cluster;
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });
  private readonly refused = new Set<Duplex>();

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.sockets.options.handleProtocols = (offered) =>
      supported.find((protocol) => offered.has(protocol)) ?? false;
  }

  close(): void {
    for (const socket of this.sockets.clients) socket.terminate();
    for (const socket of this.refused) socket.destroy();
    this.sockets.close();
  }

  /** Answers an upgrade and gives the status it answered with (101 when let in). */
  admit(upgrade: UpgradeRequest): number {
    const { request, socket, head, info, call, fault } = upgrade;
    try {
      if (fault?.status !== undefined) return this.refuse(socket, faultRefusal(fault), fault.headers);
      if (call === undefined) throw unauthorized();
      if (info.kind !== 'resource' || info.resource !== 'pods' || info.subresource !== 'exec') {
        throw noSuchResource();
      }
      checkImpersonationHeaders(request);
      checkImpersonation(info, call);
      const check = checkExec(this.cluster, info, call);
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
      const protocol = supported.find((name) => offered.includes(name));
      if (protocol === undefined) return this.refuse(socket, { status: 403, contentType: '', body: '' });
      if (check.kind === 'container not found') {
        return this.refuse(socket, {
          status: 500,
          contentType: 'text/plain; charset=utf-8',
          body: check.text,
        });
      }
      this.sockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on('error', () => webSocket.terminate());
        runExec(this.cluster, webSocket, check.options, protocol, fault).catch(() => webSocket.terminate());
      });
      return 101;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return this.refuse(socket, refusalOf(error));
    }
  }

  /** Answers as an API server does, which keeps the connection open for another request. */
  private refuse(socket: Duplex, refusal: Refusal, headers: Record<string, string> = {}): number {
    const bytes = Buffer.from(refusal.body, 'utf8');
    const lines = [
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
      'Cache-Control: no-cache, private',
      ...(refusal.contentType === '' ? [] : [`Content-Type: ${refusal.contentType}`]),
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      `Content-Length: ${bytes.length}`,
    ];
    this.refused.add(socket);
    socket.once('close', () => this.refused.delete(socket));
    socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), bytes]));
    return refusal.status;
  }
}

function faultRefusal(fault: Fault): Refusal {
  const { body } = fault;
  return {
    status: fault.status ?? 500,
    contentType: typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json',
    body: typeof body === 'string' ? body : JSON.stringify(body ?? ''),
  };
}
