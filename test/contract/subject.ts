import type { RequestOptions } from 'node:https';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { loadKubeConfig } from '../../src/kubernetes/connection/kube-config.ts';
import { startCluster } from '../../src/sandbox/cluster/server.ts';
import { makeNamespaces, ownNamespaces } from './namespaces.ts';
import type { Namespaces } from './namespaces.ts';
import { WireConnection } from './wire.ts';
import type { WireAccess } from './wire.ts';

/** The cluster that the expectations are about, with namespaces of the suite's own. */
export interface Subject {
  wire: WireConnection;
  /** The same server without the credentials. */
  strangers(): WireConnection;
  kubeconfig: string;
  context: string;
  /** An image with a shell that the cluster can run. */
  image: string;
  namespaces: Namespaces;
  /** How long something may take that the cluster does by itself, in milliseconds. */
  patienceMs: number;
  close(): Promise<void>;
}

/** What the tests are told of a real cluster, as JSON in the environment variable below. */
export interface GivenCluster {
  kubeconfig: string;
  context: string;
  image: string;
  namespaces: Namespaces;
}

export const givenClusterVariable = 'KEYHOLE_CONTRACT_CLUSTER';

export const defaultImage = 'docker.io/library/busybox:latest';

const realPatienceMs = 90_000;
const sandboxPatienceMs = 10_000;

/** The cluster that is named in the environment, else a sandbox cluster of its own. */
export async function openSubject(): Promise<Subject> {
  const given = process.env[givenClusterVariable];
  return given === undefined ? startSandbox() : openGiven(JSON.parse(given) as GivenCluster);
}

export async function openGiven(given: GivenCluster): Promise<Subject> {
  const config = loadKubeConfig({
    name: given.context,
    context: given.context,
    kubeconfig: given.kubeconfig,
  });
  const access = await accessOf(config);
  const { cert: _cert, key: _key, pfx: _pfx, ...tls } = access.tls;
  return {
    ...given,
    wire: new WireConnection(access),
    strangers: () => new WireConnection({ ...access, tls, headers: {} }),
    patienceMs: realPatienceMs,
    close: async () => undefined,
  };
}

async function startSandbox(): Promise<Subject> {
  const cluster = await startCluster({
    world: {
      namespaces: [{ name: 'default' }],
      nodes: [{ name: 'node-a', ip: '192.0.2.11' }],
      workloads: [],
    },
    delays: { imagePullMs: 20, backOffMs: 500 },
  });
  const folder = await mkdtemp(join(tmpdir(), 'keyhole-contract-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig('admin'), { mode: 0o600 });
  const namespaces = ownNamespaces();
  const subject = await openGiven({
    kubeconfig,
    context: cluster.contextName,
    image: defaultImage,
    namespaces,
  });
  await makeNamespaces(subject.wire, namespaces);
  return {
    ...subject,
    patienceMs: sandboxPatienceMs,
    close: async () => {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The address and the credentials of a kubeconfig's current context. */
export async function accessOf(config: KubeConfig): Promise<WireAccess> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key, passphrase, pfx, rejectUnauthorized, servername, agent, auth, headers } = options;
  const proxied = config.getCurrentCluster()?.proxyUrl !== undefined;
  const tls = {
    ca,
    cert,
    key,
    passphrase,
    pfx,
    rejectUnauthorized,
    servername,
    agent: proxied ? agent : undefined,
  };
  const basic =
    typeof auth === 'string' ? { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
  return {
    url: (config.getCurrentCluster()?.server ?? '').replace(/\/$/, ''),
    tls: Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined && value !== null)),
    headers: { ...basic, ...(headers as Record<string, string> | undefined) },
  };
}
