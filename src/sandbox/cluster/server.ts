import { ApiServer } from './api-server.ts';
import type { RequestRecord } from './api-server.ts';
import { Authenticator } from './authentication.ts';
import type { Cluster } from './cluster.ts';
import { EphemeralStarts } from './ephemeral-starts.ts';
import { Faults } from './faults.ts';
import type { Fault } from './faults.ts';
import { contextName, kubeconfigText } from './kubeconfig.ts';
import { Kubelet, defaultDelays } from './kubelet.ts';
import type { Delays } from './kubelet.ts';
import type { Pod } from './objects.ts';
import { PodEvents } from './pod-events.ts';
import { PodLifecycle } from './pod-lifecycle.ts';
import { defaultRoles } from './rbac.ts';
import type { Role } from './rbac.ts';
import { Runtime } from './runtime.ts';
import { seedWorld } from './seed.ts';
import { Store } from './store.ts';
import { podSummaries } from './summaries.ts';
import type { PodSummary } from './summaries.ts';
import { makeServerCertificate } from './tls.ts';
import { defaultWorld } from './world.ts';
import type { World } from './world.ts';

export type { Delays, Fault, PodSummary, RequestRecord, Role, World };

export interface ClusterOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  world?: World;
  delays?: Partial<Delays>;
  /** Service accounts beside keyhole, nobody and admin. */
  roles?: Role[];
  now?: () => Date;
}

export interface SandboxCluster {
  /** https://127.0.0.1:PORT */
  url: string;
  caPem: string;
  contextName: typeof contextName;
  /** YAML text for a service account: keyhole (the bot's least rights), nobody, admin, or one of `roles`. */
  kubeconfig(user?: string): string;
  /** The last requests, oldest first. */
  requests(): RequestRecord[];
  pods(): PodSummary[];
  /** As DELETE would, with its grace period; the controller's replacement comes afterwards. */
  deletePod(namespace: string, name: string): void;
  /** The same name under a new uid, at once, as a recreated StatefulSet pod. Resolves when its containers run. */
  replacePod(namespace: string, name: string): Promise<void>;
  setFault(fault: Fault): void;
  clearFaults(): void;
  /** Ends the main process of a container with KILL, from the node. */
  killContainer(namespace: string, pod: string, container: string): void;
  stop(): Promise<void>;
}

/** Starts a cluster of its own on 127.0.0.1; `stop` ends all that runs in it. */
export async function startCluster(options: ClusterOptions = {}): Promise<SandboxCluster> {
  const certificate = await makeServerCertificate();
  const cluster = assemble(options);
  await seedWorld(cluster, options.world ?? defaultWorld);
  const api = new ApiServer(cluster, certificate);
  const url = `https://127.0.0.1:${await api.listen(options.port ?? 0)}`;
  return {
    url,
    caPem: certificate.caPem,
    contextName,
    kubeconfig: (user = 'keyhole') =>
      kubeconfigText(url, certificate.caPem, user, cluster.authenticator.tokenOf(user)),
    requests: () => api.requests.map((record) => ({ ...record })),
    pods: () => podSummaries(cluster),
    deletePod: (namespace, name) => {
      cluster.lifecycle.beginDeletion(podNamed(cluster, namespace, name));
    },
    replacePod: async (namespace, name) => {
      await cluster.lifecycle.recreate(podNamed(cluster, namespace, name), true);
    },
    setFault: (fault) => cluster.faults.add(fault),
    clearFaults: () => cluster.faults.clear(),
    killContainer: (namespace, pod, container) => {
      const { uid } = podNamed(cluster, namespace, pod).metadata;
      const running = cluster.runtime.find(uid, container);
      if (running === undefined) throw new Error(`Nothing runs as ${container} in ${namespace}/${pod}.`);
      running.main.deliver('KILL');
    },
    stop: async () => {
      cluster.kubelet.stop();
      await api.close();
      cluster.runtime.stop();
    },
  };
}

function assemble(options: ClusterOptions): Cluster {
  const now = options.now ?? ((): Date => new Date());
  const store = new Store({ firstVersion: 1018 });
  const runtime = new Runtime(now);
  const delays = { ...defaultDelays, ...options.delays };
  const kubelet = new Kubelet({ store, runtime, delays, now });
  const ephemerals = new EphemeralStarts(kubelet, new PodEvents(store, now));
  const lifecycle = new PodLifecycle({ store, runtime, kubelet, now });
  const authenticator = new Authenticator([...defaultRoles, ...(options.roles ?? [])], 'keyhole');
  return { store, runtime, kubelet, ephemerals, lifecycle, authenticator, faults: new Faults(), now };
}

function podNamed(cluster: Cluster, namespace: string, name: string): Pod {
  const pod = cluster.store.get('pods', namespace, name);
  if (pod === undefined) throw new Error(`The sandbox cluster has no pod ${namespace}/${name}.`);
  return pod;
}
