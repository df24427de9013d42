import { nameSuffix, newUid } from './identifiers.ts';
import type { Kubelet } from './kubelet.ts';
import type { Pod } from './objects.ts';
import { timestamp } from './objects.ts';
import { startedStatus, terminatedState, withPhase, withStatus } from './pods-status.ts';
import type { Runtime } from './runtime.ts';
import type { Store } from './store.ts';

/** Brings pods to life and takes them away; recreates those that a controller owns. */
export class PodLifecycle {
  private readonly store: Store;
  private readonly runtime: Runtime;
  private readonly kubelet: Kubelet;
  private readonly now: () => Date;
  private readonly logs = new Map<string, Map<string, string[]>>();
  private addresses = 0;

  constructor(parts: { store: Store; runtime: Runtime; kubelet: Kubelet; now: () => Date }) {
    this.store = parts.store;
    this.runtime = parts.runtime;
    this.kubelet = parts.kubelet;
    this.now = parts.now;
  }

  /** The next address of the pods' network. */
  nextPodIp(): string {
    this.addresses += 1;
    return `10.88.${Math.floor(this.addresses / 250)}.${(this.addresses % 250) + 4}`;
  }

  /** Stores a pod that runs on a node and starts its containers; `logs` holds lines by container. */
  async run(pod: Pod, logs = new Map<string, string[]>()): Promise<Pod> {
    this.logs.set(pod.metadata.uid, logs);
    const stored = this.store.put('pods', pod);
    for (const spec of stored.spec.containers) {
      await this.kubelet.startOrdinary(stored, spec, logs.get(spec.name) ?? []);
    }
    return stored;
  }

  /**
   * As DELETE does: a deletionTimestamp, TERM, KILL after the grace period, a last status, then DELETED
   * (recordings/kubernetes/pods-in-other-phases.json, "watch during deletion"). A second call changes nothing.
   */
  beginDeletion(pod: Pod): Pod {
    if (pod.metadata.deletionTimestamp !== undefined) return pod;
    const seconds = pod.spec.terminationGracePeriodSeconds;
    const marked: Pod = structuredClone(pod);
    marked.metadata.deletionTimestamp = timestamp(new Date(this.now().getTime() + seconds * 1000));
    marked.metadata.deletionGracePeriodSeconds = seconds;
    marked.metadata.generation = (pod.metadata.generation ?? 1) + 1;
    const stored = this.store.put('pods', marked);
    if (pod.spec.nodeName === undefined) {
      this.remove(stored);
      return stored;
    }
    for (const container of this.runtime.containersOf(pod.metadata.uid)) container.main.deliver('TERM');
    this.kubelet.later(seconds * 1000, () => this.finishDeletion(stored));
    return stored;
  }

  /** Deletes without waiting: for a namespace that goes, and for tests. */
  remove(pod: Pod): void {
    this.runtime.removePod(pod.metadata.uid);
    this.logs.delete(pod.metadata.uid);
    this.store.remove('pods', pod.metadata.namespace, pod.metadata.name);
  }

  /** The same pod again under a new uid, or under a new name when a ReplicaSet owns it. */
  async recreate(pod: Pod, sameName: boolean): Promise<Pod> {
    const logs = this.logs.get(pod.metadata.uid);
    this.remove(pod);
    const fresh: Pod = structuredClone(pod);
    const { generateName } = pod.metadata;
    fresh.metadata.uid = newUid();
    fresh.metadata.name =
      sameName || generateName === undefined ? pod.metadata.name : generateName + nameSuffix();
    fresh.metadata.generation = 1;
    fresh.metadata.creationTimestamp = timestamp(this.now());
    delete fresh.metadata.deletionTimestamp;
    delete fresh.metadata.deletionGracePeriodSeconds;
    delete fresh.spec.ephemeralContainers;
    delete fresh.status.ephemeralContainerStatuses;
    fresh.status.containerStatuses = [];
    return this.run(fresh, logs);
  }

  private finishDeletion(pod: Pod): void {
    const current = this.kubelet.current(pod);
    if (current === undefined) return;
    let last = current;
    const containers = this.runtime.containersOf(pod.metadata.uid);
    for (const container of containers) {
      const killed = !container.main.ended;
      container.main.deliver('KILL');
      const ephemeral = !pod.spec.containers.some((spec) => spec.name === container.spec.name);
      const list = ephemeral ? last.status.ephemeralContainerStatuses : last.status.containerStatuses;
      const before = list?.find((status) => status.name === container.spec.name);
      if (before?.state.terminated !== undefined && !killed) continue;
      const over = terminatedState(container, killed ? 137 : 0, this.now());
      last = withStatus(
        last,
        startedStatus(container, before?.image ?? container.spec.image, over, ephemeral),
        ephemeral,
      );
    }
    this.store.put('pods', withPhase(last, this.now()));
    this.kubelet.later(300, () => {
      const gone = this.kubelet.current(pod);
      if (gone === undefined) return;
      const owned = gone.metadata.ownerReferences?.[0];
      this.remove(gone);
      if (owned === undefined || this.isGoing(gone, owned.name)) return;
      void this.recreate(gone, owned.kind === 'StatefulSet');
    });
  }

  /** Whether the owner or the namespace is gone, so that nothing takes the pod's place. */
  private isGoing(pod: Pod, owner: string): boolean {
    const { namespace } = pod.metadata;
    const kind = pod.metadata.ownerReferences?.[0]?.kind;
    const resource = kind === 'ReplicaSet' ? 'replicasets' : kind === 'StatefulSet' ? 'statefulsets' : 'jobs';
    const there = this.store.get(resource, namespace, owner) !== undefined;
    return kind === 'Job' || !there || this.store.get('namespaces', undefined, namespace ?? '') === undefined;
  }
}
