import { nameSuffix, newUid } from '../state/identifiers.ts';
import type { Kubelet } from './kubelet.ts';
import type { Pod } from '../api/objects.ts';
import { timestamp } from '../api/objects.ts';
import { earlierRestarts } from './seeded-states.ts';
import { startedStatus, terminatedState, withPhase, withStatus } from './pods-status.ts';
import type { ContainerScript, OrdinaryStarts } from './ordinary-starts.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Store } from '../state/store.ts';
import { resourceOf, workloadKindOf } from '../state/workload-objects.ts';

/** What the world says of a pod's containers, by name. */
export type PodScript = Map<string, ContainerScript>;

/** Brings pods to life and takes them away; recreates those that a controller owns. */
export class PodLifecycle {
  private readonly store: Store;
  private readonly runtime: Runtime;
  private readonly kubelet: Kubelet;
  private readonly now: () => Date;
  private readonly starts: OrdinaryStarts;
  private readonly scripts = new Map<string, PodScript>();
  private addresses = 0;

  constructor(parts: {
    store: Store;
    runtime: Runtime;
    kubelet: Kubelet;
    starts: OrdinaryStarts;
    now: () => Date;
  }) {
    this.store = parts.store;
    this.runtime = parts.runtime;
    this.kubelet = parts.kubelet;
    this.starts = parts.starts;
    this.now = parts.now;
  }

  /** The next address of the pods' network. */
  nextPodIp(): string {
    this.addresses += 1;
    return `10.88.${Math.floor(this.addresses / 250)}.${(this.addresses % 250) + 4}`;
  }

  /** Stores a pod that runs on a node and starts its containers. `quietly`: it was there before all that is recorded. */
  async run(pod: Pod, script: PodScript = new Map(), quietly = false): Promise<Pod> {
    this.scripts.set(pod.metadata.uid, script);
    const stored = this.store.put('pods', pod);
    for (const spec of stored.spec.containers) {
      await this.starts.start(stored, spec, script.get(spec.name) ?? { log: [] }, quietly);
    }
    return stored;
  }

  /** Stores a pod whose containers have crashed before, by its status, and lets them go on with it. */
  resumeCrashLoop(pod: Pod, script: PodScript): Pod {
    this.scripts.set(pod.metadata.uid, script);
    const stored = this.store.put('pods', pod);
    for (const spec of stored.spec.containers) {
      this.starts.resumeCrashLoop(stored, spec, script.get(spec.name) ?? { log: [] }, earlierRestarts);
    }
    return stored;
  }

  /** How long such a pod waits at first, in milliseconds. */
  crashWait(): number {
    return this.starts.waitAfter(earlierRestarts);
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
    this.starts.forget(pod.metadata.uid);
    this.scripts.delete(pod.metadata.uid);
    this.store.remove('pods', pod.metadata.namespace, pod.metadata.name);
  }

  /** The same pod again under a new uid, or under a new name when a ReplicaSet owns it. */
  async recreate(pod: Pod, sameName: boolean): Promise<Pod> {
    const script = this.scripts.get(pod.metadata.uid);
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
    return this.run(fresh, script);
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
    const kind = workloadKindOf(pod.metadata.ownerReferences?.[0]?.kind);
    if (kind === undefined || kind === 'Job') return true;
    const there = this.store.get(resourceOf(kind), namespace, owner) !== undefined;
    return !there || this.store.get('namespaces', undefined, namespace ?? '') === undefined;
  }
}
