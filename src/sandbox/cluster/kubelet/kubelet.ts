import type { RunningContainer } from '../runtime/container.ts';
import { NodeImages } from './image-policy.ts';
import type { ContainerState, ContainerStatus, Pod } from '../api/objects.ts';
import { timestamp } from '../api/objects.ts';
import { startedStatus, withPhase, withStatus } from './pods-status.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Store } from '../state/store.ts';

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
  /** From the second crash of a container to its restart; the first wait. */
  crashBackOffMs: number;
}

export const defaultDelays: Delays = {
  containerCreatingMs: 20,
  startMs: 80,
  imagePullMs: 700,
  statusMs: 50,
  backOffMs: 10_000,
  crashBackOffMs: 10_000,
};

/** What the starts of containers share: the node's images, its clock, and writing states into pods. */
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

  /** Writes a container's status into its pod, if the pod is still there. */
  tell(pod: Pod, status: ContainerStatus, ephemeral: boolean): void {
    const current = this.current(pod);
    if (current === undefined) return;
    const known = current.status[ephemeral ? 'ephemeralContainerStatuses' : 'containerStatuses'];
    const before = known?.find((one) => one.name === status.name);
    const restarts = Math.max(before?.restartCount ?? 0, status.restartCount);
    const restarted = { ...status, restartCount: restarts, lastState: lastStateOf(before, status) };
    const updated = withStatus(current, restarted, ephemeral);
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

  /** One more restart of an ordinary container. */
  countRestart(pod: Pod, name: string): void {
    const current = this.current(pod);
    const status = current?.status.containerStatuses?.find((one) => one.name === name);
    if (current === undefined || status === undefined) return;
    this.store.put('pods', withStatus(current, { ...status, restartCount: status.restartCount + 1 }, false));
  }
}

/** What was over stays as the last state when something new begins. */
function lastStateOf(before: ContainerStatus | undefined, status: ContainerStatus): ContainerState {
  if (status.lastState.terminated !== undefined || before === undefined) return status.lastState;
  const begins = status.state.terminated === undefined && before.state.terminated !== undefined;
  return begins ? before.state : before.lastState;
}
