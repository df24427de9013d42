import type { RunningContainer } from './container.ts';
import { NodeImages } from './image-policy.ts';
import type { ContainerSpec, ContainerState, ContainerStatus, Pod } from './objects.ts';
import { timestamp } from './objects.ts';
import { startedStatus, terminatedState, waitingStatus, withPhase, withStatus } from './pods-status.ts';
import type { Runtime } from './runtime.ts';
import type { Store } from './store.ts';

/** How long the steps of a container's start take, in milliseconds. */
export interface Delays {
  /** From the patch to "ContainerCreating". */
  containerCreatingMs: number;
  /** From there to a started process, image present. */
  startMs: number;
  /** More, when the image must be pulled. */
  imagePullMs: number;
  /** How late the pod's status tells what the runtime already knows. */
  statusMs: number;
  /** From a failed pull to the next try; the first wait. */
  backOffMs: number;
}

export const defaultDelays: Delays = {
  containerCreatingMs: 20,
  startMs: 80,
  imagePullMs: 700,
  statusMs: 50,
  backOffMs: 10_000,
};

/** Keeps the ordinary containers of pods running and tells in their status how it goes, with real delays. */
export class Kubelet {
  readonly images = new NodeImages();
  private readonly store: Store;
  readonly runtime: Runtime;
  readonly delays: Delays;
  readonly now: () => Date;
  private readonly timers = new Set<NodeJS.Timeout>();
  private stopped = false;

  constructor(parts: { store: Store; runtime: Runtime; delays: Delays; now: () => Date }) {
    this.store = parts.store;
    this.runtime = parts.runtime;
    this.delays = parts.delays;
    this.now = parts.now;
  }

  /** Ends all waiting; nothing starts or restarts afterwards. */
  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** Does something later unless the cluster stops first. */
  later(milliseconds: number, action: () => void): void {
    if (this.stopped) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, milliseconds);
    this.timers.add(timer);
  }

  /** Starts an ordinary container of a pod; it is started again when its process ends. */
  async startOrdinary(pod: Pod, spec: ContainerSpec, log: string[]): Promise<void> {
    this.images.add(spec.image);
    const resolved = this.images.resolve(spec);
    if (resolved.kind !== 'ready') {
      const reason = resolved.kind === 'waiting' ? resolved.reason : 'ErrImagePull';
      this.tell(pod, waitingStatus(spec, reason, resolved.message), false);
      return;
    }
    const inert = resolved.image.tools.length === 0;
    const result = await this.runtime.start({ pod, spec, image: resolved.image, inert });
    if (result.kind !== 'started') {
      this.tell(pod, waitingStatus(spec, 'RunContainerError', result.message), false);
      return;
    }
    for (const line of log) result.container.log.append(`${line}\n`);
    this.tellRunning(pod, result.container, resolved.canonical, false);
    void result.container.main.exited.then((code) => this.onOrdinaryEnd(pod, result.container, code, log));
  }

  /** Writes a container's status into its pod, if the pod is still there. */
  tell(pod: Pod, status: ContainerStatus, ephemeral: boolean): void {
    const current = this.current(pod);
    if (current === undefined) return;
    const known = current.status[ephemeral ? 'ephemeralContainerStatuses' : 'containerStatuses'];
    const before = known?.find((one) => one.name === status.name);
    const restarts = Math.max(before?.restartCount ?? 0, status.restartCount);
    const updated = withStatus(current, { ...status, restartCount: restarts }, ephemeral);
    this.store.put('pods', ephemeral ? updated : withPhase(updated, this.now()));
  }

  current(pod: Pod): Pod | undefined {
    const current = this.store.get('pods', pod.metadata.namespace, pod.metadata.name);
    return current?.metadata.uid === pod.metadata.uid ? current : undefined;
  }

  tellRunning(pod: Pod, container: RunningContainer, image: string, ephemeral: boolean): void {
    if (container.main.ended) return;
    const state: ContainerState = { running: { startedAt: timestamp(container.startedAt) } };
    this.tell(pod, startedStatus(container, image, state, ephemeral), ephemeral);
  }

  /** An ordinary container ended: it restarts, one more restart is counted, its last state is kept. */
  private onOrdinaryEnd(pod: Pod, container: RunningContainer, code: number, log: string[]): void {
    const current = this.current(pod);
    if (current === undefined || current.metadata.deletionTimestamp !== undefined) return;
    const { spec } = container;
    const before = current.status.containerStatuses?.find((status) => status.name === spec.name);
    const over = terminatedState(container, code, this.now());
    const image = before?.image ?? spec.image;
    const restartCount = (before?.restartCount ?? 0) + 1;
    this.tell(
      pod,
      { ...startedStatus(container, image, over, false), restartCount: restartCount - 1 },
      false,
    );
    this.later(this.delays.startMs, () => {
      const status = { ...waitingStatus(spec, 'ContainerCreating'), lastState: over, restartCount };
      this.tell(pod, status, false);
      void this.startOrdinary(pod, spec, log);
    });
  }
}
