import {
  AppsV1Api,
  AuthorizationV1Api,
  BatchV1Api,
  type Configuration,
  CoreV1Api,
  createConfiguration,
  type RequestContext,
  type SecurityAuthentication,
  ServerConfiguration,
} from '@kubernetes/client-node';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import type { ClientOptions } from 'ws';
import type { Identity } from '../../domain/request/plan.ts';
import { boundedAnswers, onlyTo } from './answers.ts';
import { impersonating, type Impersonation, withIdentity } from './impersonation.ts';
import { openStream, type Streaming, type StreamOptions } from './stream.ts';
import type { Timing } from '../timing.ts';
import { Transport, type TransportOptions } from './transport.ts';

export type ConnectionOptions = TransportOptions;

/** The way to one cluster, as one user of it: its typed API, streams, and what a WebSocket to it needs. */
export class Connection {
  readonly cluster: string;
  /** The API server's address; it stays the same for the life of the connection. */
  readonly server: string;
  readonly timing: Timing;
  readonly logger: Logger;
  readonly now: () => number;
  /** Whom the cluster sees; absent: the user of the kubeconfig. */
  readonly identity: Identity | undefined;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly batch: BatchV1Api;
  readonly authorization: AuthorizationV1Api;
  readonly #options: ConnectionOptions;
  readonly #transport: Transport;
  readonly #impersonation: Impersonation | undefined;

  /** Shares the transport of another connection to the same cluster, or makes one, which throws what `load` throws. */
  constructor(options: ConnectionOptions, impersonation?: Impersonation, transport = new Transport(options)) {
    this.cluster = options.cluster;
    this.timing = options.timing;
    this.logger = options.logger;
    this.now = options.now;
    this.#options = options;
    this.identity = impersonation?.identity;
    this.#impersonation = impersonation;
    this.#transport = transport;
    this.server = transport.server;
    const configuration = this.#configuration();
    this.core = new CoreV1Api(configuration);
    this.apps = new AppsV1Api(configuration);
    this.batch = new BatchV1Api(configuration);
    this.authorization = new AuthorizationV1Api(configuration);
  }

  /** The same cluster over the same TLS connections as another user; without one as the kubeconfig's. */
  as(impersonation: Impersonation | undefined): Connection {
    return new Connection(this.#options, impersonation, this.#transport);
  }

  /** Reads the kubeconfig again after the cluster answered 401 to a call that began at `usedAt`; false when that is no use. */
  renew(usedAt: number): boolean {
    return this.#transport.renew(usedAt);
  }

  /** The address of an API path for a WebSocket, and the credentials for it. Throws CredentialsError. */
  async webSocket(apiPath: string): Promise<{ readonly url: string; readonly options: ClientOptions }> {
    const { headers, agent } = await this.#transport.webSocket();
    const url = this.#url(apiPath);
    url.protocol = 'wss:';
    if (!this.#impersonation) return { url: url.href, options: { headers, agent } };
    // ws hands them on to `http.request`, which takes a list of values, though its types say otherwise.
    const all = withIdentity(headers, this.#impersonation.headers) as Record<string, string>;
    return { url: url.href, options: { headers: all, agent } };
  }

  /**
   * Makes a GET whose body comes bit by bit, such as a watch or a followed log. The answer must begin within
   * `timing.request`; the body may take any time. After a 401 once more with fresh credentials. Never throws.
   */
  async stream(apiPath: string, options: StreamOptions = {}): Promise<Streaming> {
    const url = this.#url(apiPath);
    const target = {
      url,
      timing: this.timing,
      authenticate: (context: RequestContext) => this.#authenticate(context),
    };
    const startedAt = this.now();
    const streaming = await openStream(target, options);
    const unauthorized =
      streaming.kind === 'failed' &&
      streaming.failure.kind === 'answered' &&
      streaming.failure.status === 401;
    return unauthorized && this.renew(startedAt) ? openStream(target, options) : streaming;
  }

  /** Ends the connections of all users. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  #url(apiPath: string): URL {
    const server = new URL(this.server);
    return new URL(`${server.origin}${server.pathname.replace(/\/$/, '')}${apiPath}`);
  }

  #configuration(): Configuration {
    const authentication: SecurityAuthentication = {
      getName: () => 'kubeconfig',
      applySecurityAuthentication: async (context) => {
        await this.#authenticate(context);
      },
    };
    return createConfiguration({
      baseServer: new ServerConfiguration(this.server, {}),
      authMethods: { default: authentication },
      httpApi: boundedAnswers(),
    });
  }

  async #authenticate(context: RequestContext): Promise<Dispatcher> {
    const kept = onlyTo(new URL(this.server).origin, await this.#transport.authenticate(context));
    const dispatcher = this.#impersonation ? impersonating(kept, this.#impersonation.headers) : kept;
    context.setDispatcher(dispatcher);
    return dispatcher;
  }
}
