import { createHash } from 'node:crypto';
import { validateHeaderValue } from 'node:http';
import { Agent } from 'node:https';
import {
  AuthorizationV1Api,
  type Configuration,
  CoreV1Api,
  createConfiguration,
  KubeConfig,
  type RequestContext,
  type SecurityAuthentication,
  ServerConfiguration,
  setHeaderMiddleware,
} from '@kubernetes/client-node';
import type { Logger } from 'pino';
import type { ClientOptions } from 'ws';
import { CredentialsError } from './credentials-error.ts';
import { messageOf } from '../errors.ts';
import type { Timing } from './timing.ts';
import { USER_AGENT } from './user-agent.ts';

type HttpsOptions = Parameters<KubeConfig['applyToHTTPSOptions']>[0] & {
  auth?: string;
  servername?: string;
};
type Dispatcher = NonNullable<ReturnType<RequestContext['getDispatcher']>>;

export interface ConnectionOptions {
  readonly cluster: string;
  /** Reads the kubeconfig anew; called at the start and when the cluster no longer accepts the credentials. */
  readonly load: () => KubeConfig;
  readonly timing: Timing;
  readonly logger: Logger;
  readonly now: () => number;
}

/** The way to one cluster: its typed API, and what a WebSocket to it needs. Credentials are read afresh for each use. */
export class Connection {
  readonly cluster: string;
  /** The API server's address; it stays the same for the life of the connection. */
  readonly server: string;
  readonly timing: Timing;
  readonly logger: Logger;
  readonly now: () => number;
  readonly core: CoreV1Api;
  readonly authorization: AuthorizationV1Api;
  readonly #load: () => KubeConfig;
  #config: KubeConfig;
  #renewedAt: number;
  #kept: { readonly identity: string; readonly dispatcher: Dispatcher } | undefined;
  #agent: { readonly identity: string; readonly agent: Agent } | undefined;

  constructor({ cluster, load, timing, logger, now }: ConnectionOptions) {
    this.cluster = cluster;
    this.timing = timing;
    this.logger = logger;
    this.now = now;
    this.#load = load;
    this.#config = load();
    this.#renewedAt = Number.NEGATIVE_INFINITY;
    this.server = this.#config.getCurrentCluster()?.server ?? '';
    const configuration = this.#configuration();
    this.core = new CoreV1Api(configuration);
    this.authorization = new AuthorizationV1Api(configuration);
  }

  /**
   * Reads the kubeconfig again after the cluster answered 401: a token may have been rotated in the file, and what a
   * credential plugin gave is cached until it expires. False when it was done a moment ago or the file is unusable.
   */
  renew(): boolean {
    if (this.now() - this.#renewedAt < this.timing.renewal) return false;
    this.#renewedAt = this.now();
    try {
      const config = this.#load();
      if (config.getCurrentCluster()?.server !== this.server) {
        // Someone changed what the current context means: what was approved for one cluster must not run in another.
        this.logger.warn({ cluster: this.cluster }, 'the kubeconfig names another server now: not reloaded');
        return false;
      }
      this.#config = config;
    } catch (error) {
      this.logger.warn({ cluster: this.cluster, reason: messageOf(error) }, 'kubeconfig not reloaded');
      return false;
    }
    return true;
  }

  /** The address of an API path for a WebSocket, and the credentials for it. Throws CredentialsError. */
  async webSocket(apiPath: string): Promise<{ readonly url: string; readonly options: ClientOptions }> {
    const options = await this.#httpsOptions();
    const server = new URL(this.#config.getCurrentCluster()?.server ?? '');
    const url = `wss://${server.host}${server.pathname.replace(/\/$/, '')}${apiPath}`;
    return { url, options: { headers: headersOf(options), agent: await this.#agentFor(options) } };
  }

  /** Closes idle connections and gives up those in use. */
  async close(): Promise<void> {
    this.#agent?.agent.destroy();
    await this.#kept?.dispatcher.destroy();
    this.#kept = undefined;
  }

  #configuration(): Configuration {
    const authentication: SecurityAuthentication = {
      getName: () => 'kubeconfig',
      applySecurityAuthentication: (context) => this.#authenticate(context),
    };
    return createConfiguration({
      baseServer: new ServerConfiguration(this.#config.getCurrentCluster()?.server ?? '', {}),
      authMethods: { default: authentication },
      middleware: [setHeaderMiddleware('User-Agent', USER_AGENT)],
    });
  }

  /** client-node makes a dispatcher, and so a TLS connection, for each call: the first is kept while its certificates are. */
  async #authenticate(context: RequestContext): Promise<void> {
    const options = await this.#httpsOptions();
    await this.#config.applySecurityAuthentication(context);
    const made = context.getDispatcher();
    if (!made) return;
    const identity = identityOf(options);
    if (this.#kept?.identity !== identity) {
      this.#kept?.dispatcher.close().catch((error: unknown) => {
        this.logger.debug({ cluster: this.cluster, reason: messageOf(error) }, 'old connections not closed');
      });
      this.#kept = { identity, dispatcher: made };
    }
    context.setDispatcher(this.#kept.dispatcher);
  }

  async #httpsOptions(): Promise<HttpsOptions> {
    const options: HttpsOptions = {};
    try {
      await this.#config.applyToHTTPSOptions(options);
    } catch (error) {
      throw new CredentialsError(error);
    }
    return options;
  }

  /**
   * The agent that client-node caches keeps the certificates that it saw first, so this one is made anew when they
   * change. It keeps TLS sessions but no connections: a reused one may break just when a command is handed over.
   */
  async #agentFor(options: HttpsOptions): Promise<Agent> {
    const identity = identityOf(options);
    if (this.#agent?.identity !== identity) {
      this.#agent?.agent.destroy();
      const proxied = Boolean(this.#config.getCurrentCluster()?.proxyUrl);
      const agent = proxied ? await this.#proxyAgent(options) : new Agent(certificatesOf(options));
      this.#agent = { identity, agent };
    }
    return this.#agent.agent;
  }

  async #proxyAgent(options: HttpsOptions): Promise<Agent> {
    const cluster = this.#config.getCurrentCluster();
    if (!cluster) throw new CredentialsError(new Error('no cluster'));
    const config = new KubeConfig();
    const base64 = (value: unknown): string | undefined =>
      typeof value === 'string' || Buffer.isBuffer(value) ? Buffer.from(value).toString('base64') : undefined;
    const [certData, keyData] = [base64(options.cert), base64(options.key)];
    config.loadFromClusterAndUser(cluster, {
      name: 'certificates',
      ...(certData !== undefined && { certData }),
      ...(keyData !== undefined && { keyData }),
    });
    const fresh: HttpsOptions = {};
    await config.applyToHTTPSOptions(fresh);
    return fresh.agent as Agent;
  }
}

/** Throws CredentialsError for a token that no header can carry; a newline at the end of a token's file is left out. */
function headersOf({ headers, auth }: HttpsOptions): Record<string, string> {
  const all: Record<string, string> = { 'User-Agent': USER_AGENT };
  if (auth !== undefined) all['Authorization'] = `Basic ${Buffer.from(auth).toString('base64')}`;
  for (const [name, value] of Object.entries(headers ?? {})) {
    const text = String(value).trim();
    try {
      validateHeaderValue(name, text);
    } catch (error) {
      throw new CredentialsError(error);
    }
    all[name] = text;
  }
  return all;
}

function certificatesOf({ ca, cert, key, pfx, passphrase, servername, rejectUnauthorized }: HttpsOptions) {
  return Object.fromEntries(
    Object.entries({ ca, cert, key, pfx, passphrase, servername, rejectUnauthorized }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

function identityOf(options: HttpsOptions): string {
  return createHash('sha256')
    .update(JSON.stringify(certificatesOf(options)))
    .digest('hex');
}
