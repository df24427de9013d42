import { HttpMethod, type KubeConfig, RequestContext } from '@kubernetes/client-node';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { CredentialsError } from './credentials-error.ts';
import { certificatesOf, type HttpsOptions } from './tls-options.ts';

/** How soon TCP asks after a silent peer, in milliseconds: as client-go does, before a load balancer forgets the connection. */
const PROBE_AFTER_MS = 30_000;

/**
 * The connections for calls to a kubeconfig's server, as client-node makes them anew for each call, but for two things
 * that it has no option for. An idle one is kept for `idleMs`: undici's 4 s would cost a TLS handshake for nearly every
 * call of a session. And they stay with HTTP/1.1: over HTTP/2 one connection that a firewall dropped silently would time
 * out every later call, as nothing here checks an HTTP/2 connection's health (Go's client does, by pings).
 */
export async function callDispatcher(
  config: KubeConfig,
  options: HttpsOptions,
  idleMs: number,
): Promise<Dispatcher> {
  const { proxyUrl } = config.getCurrentCluster() ?? {};
  if (proxyUrl?.startsWith('socks')) return socksDispatcher(config);
  const tls = certificatesOf(options);
  const kept = { keepAliveTimeout: idleMs, allowH2: false };
  return proxyUrl
    ? new ProxyAgent({ ...kept, uri: proxyUrl, requestTls: tls })
    : new Agent({ ...kept, connect: { ...tls, keepAliveInitialDelay: PROBE_AFTER_MS } });
}

/** Through a SOCKS proxy only client-node itself can connect: without HTTP/2, and keeping idle connections for 4 s. */
async function socksDispatcher(config: KubeConfig): Promise<Dispatcher> {
  const context = new RequestContext(config.getCurrentCluster()?.server ?? '', HttpMethod.GET);
  await config.applySecurityAuthentication(context);
  const dispatcher = context.getDispatcher();
  if (!dispatcher) throw new CredentialsError(new Error('the kubeconfig gives no way to connect'));
  return dispatcher;
}
