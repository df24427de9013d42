import { Agent } from 'node:https';
import { KubeConfig, type RequestContext } from '@kubernetes/client-node';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import { messageOf } from '../../errors.ts';
import { CredentialsError } from './credentials-error.ts';
import { Credentials } from './credentials.ts';
import { callDispatcher } from './dispatcher.ts';
import type { Timing } from '../timing.ts';
import { certificatesOf, fingerprintOf, headersOf, type HttpsOptions } from './tls-options.ts';

export interface TransportOptions {
  readonly cluster: string;
  /** Reads the kubeconfig anew; called at the start and when the cluster no longer accepts the credentials. */
  readonly load: () => KubeConfig;
  readonly timing: Timing;
  readonly logger: Logger;
  readonly now: () => number;
}

/** The kept connections to one API server and the credentials for it, which are read afresh for each use. */
export class Transport {
  /** The API server's address; it stays the same for the life of the transport. */
  readonly server: string;
  readonly #options: TransportOptions;
  readonly #credentials: Credentials;
  #config: KubeConfig;
  #triedAt = Number.NEGATIVE_INFINITY;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #kept: { readonly fingerprint: string; readonly dispatcher: Dispatcher } | undefined;
  #agent: { readonly fingerprint: string; readonly agent: Agent } | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#credentials = new Credentials(options.timing.request);
    this.#config = options.load();
    this.server = this.#config.getCurrentCluster()?.server ?? '';
  }

  /**
   * Reads the kubeconfig again after the cluster answered 401: a token may have been rotated in the file, and what a
   * credential plugin gave is cached until it expires. `usedAt`: when the call that was refused began. False when the
   * call had the newest there are already, or the file is unusable.
   */
  renew(usedAt: number): boolean {
    const { cluster, load, timing, logger, now } = this.#options;
    // Of several calls that were under way, the first that was refused has done it for all.
    if (this.#renewedAt > usedAt) return true;
    if (now() - this.#triedAt < timing.renewal) return false;
    this.#triedAt = now();
    try {
      const config = load();
      if (config.getCurrentCluster()?.server !== this.server) {
        // Someone changed what the current context means: what was approved for one cluster must not run in another.
        logger.warn({ cluster }, 'the kubeconfig names another server now: not reloaded');
        return false;
      }
      this.#config = config;
      this.#renewedAt = now();
    } catch (error) {
      logger.warn({ cluster, reason: messageOf(error) }, 'kubeconfig not reloaded');
      return false;
    }
    return true;
  }

  /** Gives a call its credentials and the kept connections. Throws CredentialsError. */
  async authenticate(context: RequestContext): Promise<Dispatcher> {
    const options = await this.#credentials.of(this.#config);
    for (const [name, value] of Object.entries(headersOf(options))) context.setHeaderParam(name, value);
    const dispatcher = await this.#dispatcherFor(options);
    context.setDispatcher(dispatcher);
    return dispatcher;
  }

  /** What a WebSocket to the API server needs. Throws CredentialsError. */
  async webSocket(): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly agent: Agent }> {
    const options = await this.#credentials.of(this.#config);
    return { headers: headersOf(options), agent: await this.#agentFor(options) };
  }

  /** Closes idle connections and gives up those in use. */
  async close(): Promise<void> {
    this.#agent?.agent.destroy();
    await this.#kept?.dispatcher.destroy();
    this.#kept = undefined;
  }

  /** The same for all calls while the certificates are the same. */
  async #dispatcherFor(options: HttpsOptions): Promise<Dispatcher> {
    const fingerprint = fingerprintOf(options);
    if (this.#kept?.fingerprint === fingerprint) return this.#kept.dispatcher;
    const { cluster, logger, timing } = this.#options;
    const dispatcher = await callDispatcher(this.#config, options, timing.idle);
    // Another call may have been quicker, and uses its own already.
    if (this.#kept?.fingerprint === fingerprint) return this.#kept.dispatcher;
    this.#kept?.dispatcher.close().catch((error: unknown) => {
      logger.debug({ cluster, reason: messageOf(error) }, 'old connections not closed');
    });
    this.#kept = { fingerprint, dispatcher };
    return dispatcher;
  }

  /**
   * The agent that client-node caches keeps the certificates that it saw first, so this one is made anew when they
   * change. It keeps TLS sessions but no connections: a reused one may break just when a command is handed over.
   */
  async #agentFor(options: HttpsOptions): Promise<Agent> {
    const fingerprint = fingerprintOf(options);
    if (this.#agent?.fingerprint !== fingerprint) {
      this.#agent?.agent.destroy();
      const proxied = Boolean(this.#config.getCurrentCluster()?.proxyUrl);
      const agent = proxied ? await this.#proxyAgent(options) : new Agent(certificatesOf(options));
      this.#agent = { fingerprint, agent };
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
