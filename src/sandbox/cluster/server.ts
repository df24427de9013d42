import { ApiServer } from './api/api-server.ts';
import { Authenticator } from './api/authentication.ts';
import type { Cluster } from './cluster.ts';
import { EphemeralStarts } from './kubelet/ephemeral-starts.ts';
import { Faults } from './faults.ts';
import type { Fault } from './faults.ts';
import { contextName, kubeconfigText } from './kubeconfig.ts';
import { Kubelet, defaultDelays } from './kubelet/kubelet.ts';
import type { Delays } from './kubelet/kubelet.ts';
import type { Pod } from './api/objects.ts';
import { OrdinaryStarts } from './kubelet/ordinary-starts.ts';
import { PodEvents } from './kubelet/pod-events.ts';
import { PodLifecycle } from './kubelet/pod-lifecycle.ts';
import { Rbac } from './api/rbac.ts';
import type { RequestRecord } from './api/request-log.ts';
import { defaultRoles } from './api/roles.ts';
import type { Role } from './api/roles.ts';
import { Runtime } from './runtime/runtime.ts';
import { seedWorld } from './state/seed.ts';
import { Store } from './state/store.ts';
import { podSummaries } from './state/summaries.ts';
import type { PodSummary } from './state/summaries.ts';
import { makeServerCertificate } from './api/tls.ts';
import { watchWorkloads } from './state/workload-status.ts';
import { defaultWorld } from './state/default-world.ts';
import type { World } from './state/world.ts';

export type { Delays, Fault, PodSummary, RequestRecord, Role, World };

export interface ClusterOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  world?: World;
  delays?: Partial<Delays>;
  /** From one bookmark of an idle watch to the next, in milliseconds; a minute, as on a real server. */
  bookmarkMs?: number;
  /** Service accounts (and people) beside the default ones. */
  roles?: Role[];
  now?: () => Date;
}

export interface SandboxCluster {
  /** https://127.0.0.1:PORT */
  url: string;
  caPem: string;
  contextName: typeof contextName;
  /** YAML text for a service account: keyhole (the bot's least rights), impersonator, nobody, admin, or one of `roles`. */
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
  /** Forgets the history of changes: a watch or a list that starts from before answers 410. */
  compact(): void;
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
    compact: () => cluster.store.compact(),
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
  const runtime = new Runtime(now, (resource, namespace, name) => store.get(resource, namespace, name));
  const delays = { ...defaultDelays, ...options.delays };
  const kubelet = new Kubelet({ store, runtime, delays, now });
  const events = new PodEvents(store, now);
  const ephemerals = new EphemeralStarts(kubelet, events);
  const starts = new OrdinaryStarts(kubelet, events);
  const lifecycle = new PodLifecycle({ store, runtime, kubelet, starts, now });
  const bookmarkMs = options.bookmarkMs ?? 60_000;
  const policies = options.world?.policies ?? [];
  watchWorkloads(store, now);
  // A role of the same name as a default one takes its place.
  const all = [...defaultRoles, ...(options.roles ?? [])].map((role): [string, Role] => [role.name, role]);
  const roles = [...new Map(all).values()];
  const authenticator = new Authenticator(roles, 'keyhole');
  const faults = new Faults();
  return {
    store,
    runtime,
    kubelet,
    ephemerals,
    events,
    lifecycle,
    authenticator,
    rbac: new Rbac(roles),
    faults,
    bookmarkMs,
    policies,
    now,
  };
}

function podNamed(cluster: Cluster, namespace: string, name: string): Pod {
  const pod = cluster.store.get('pods', namespace, name);
  if (pod === undefined) throw new Error(`The sandbox cluster has no pod ${namespace}/${name}.`);
  return pod;
}
