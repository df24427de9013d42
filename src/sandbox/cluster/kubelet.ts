import type { RunningContainer } from './container.ts';
import { NodeImages, nonRootProblem } from './image-policy.ts';
import type { ContainerSpec, ContainerState, ContainerStatus, Pod } from './objects.ts';
import { timestamp } from './objects.ts';
import { startedStatus, terminatedState, waitingStatus, withPhase, withStatus } from './pods-status.ts';
import type { Runtime } from './runtime.ts';
import type { Store } from './store.ts';
import type { PodEvents } from './pod-events.ts';

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

/** Starts what the specs of pods ask for and tells in their status how it goes, with real delays. */
export class Kubelet {
  readonly images = new NodeImages();
  private readonly store: Store;
  private readonly runtime: Runtime;
  private readonly delays: Delays;
  private readonly events: PodEvents;
  private readonly now: () => Date;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(parts: { store: Store; runtime: Runtime; delays: Delays; events: PodEvents; now: () => Date }) {
    this.store = parts.store;
    this.runtime = parts.runtime;
    this.delays = parts.delays;
    this.events = parts.events;
    this.now = parts.now;
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** Does something later unless the cluster stops first. */
  later(milliseconds: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, milliseconds);
    this.timers.add(timer);
  }

  /**
   * Begins the life of an ephemeral container. A pod without a node, or one that has run to its end, never starts it and
   * never shows a status for it (recordings/kubernetes/pods-in-other-phases.json).
   */
  addEphemeral(pod: Pod, spec: ContainerSpec): void {
    const { phase } = pod.status;
    if (pod.spec.nodeName === undefined || phase === 'Succeeded' || phase === 'Failed') return;
    this.later(this.delays.containerCreatingMs, () => {
      this.tell(pod, waitingStatus(spec, 'ContainerCreating'), true);
      this.prepare(pod, spec);
    });
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
    const current = this.store.get<Pod>('pods', pod.metadata.namespace, pod.metadata.name);
    return current?.metadata.uid === pod.metadata.uid ? current : undefined;
  }

  private prepare(pod: Pod, spec: ContainerSpec): void {
    const image = this.images.resolve(spec);
    if (image.kind === 'waiting') {
      this.events.image(pod, spec, image);
      this.later(this.delays.startMs, () =>
        this.tell(pod, waitingStatus(spec, image.reason, image.message), true),
      );
      return;
    }
    if (image.kind === 'pull failed') {
      this.failPull(pod, spec, image.message, this.delays.backOffMs);
      return;
    }
    this.events.image(pod, spec, image);
    const wait = this.delays.startMs + (image.pulled ? this.delays.imagePullMs : 0);
    this.later(wait, () => {
      const problem = nonRootProblem(pod, spec, image.image);
      if (problem === undefined) void this.startEphemeral(pod, spec, image);
      else this.tell(pod, waitingStatus(spec, 'CreateContainerConfigError', problem), true);
    });
  }

  /** ErrImagePull, then ImagePullBackOff, then another try, each wait twice as long (up to five minutes). */
  private failPull(pod: Pod, spec: ContainerSpec, message: string, backOff: number): void {
    this.events.pullFailed(pod, spec, message);
    this.later(this.delays.startMs + this.delays.imagePullMs / 2, () => {
      this.tell(pod, waitingStatus(spec, 'ErrImagePull', message), true);
      this.later(backOff / 10, () => {
        const backedOff = `Back-off pulling image "${spec.image}": ErrImagePull: ${message}`;
        this.tell(pod, waitingStatus(spec, 'ImagePullBackOff', backedOff), true);
        this.later(backOff, () => {
          if (this.current(pod) !== undefined)
            this.failPull(pod, spec, message, Math.min(backOff * 2, 300_000));
        });
      });
    });
  }

  private async startEphemeral(
    pod: Pod,
    spec: ContainerSpec,
    image: { image: Parameters<Runtime['start']>[0]['image']; canonical: string },
  ): Promise<void> {
    const current = this.current(pod);
    if (current === undefined) return;
    const target =
      spec.targetContainerName === undefined
        ? undefined
        : this.runtime.find(pod.metadata.uid, spec.targetContainerName);
    if (spec.targetContainerName !== undefined && target === undefined) {
      const gone = 'CONTAINER_EXITED';
      const message = `failed to generate spec opts: invalid target container: container "${spec.targetContainerName}" is not running - in state ${gone}`;
      this.tell(pod, waitingStatus(spec, 'CreateContainerError', message), true);
      return;
    }
    const inert = image.image.tools.length === 0;
    const plan = {
      pod: current,
      spec,
      image: image.image,
      inert,
      ...(target === undefined ? {} : { target }),
    };
    const result = await this.runtime.start(plan);
    if (result.kind === 'create error') {
      this.tell(pod, waitingStatus(spec, 'CreateContainerError', result.message), true);
      return;
    }
    if (result.kind === 'start error') {
      this.tell(pod, this.startErrorStatus(spec, result.id, result.message), true);
      return;
    }
    this.events.started(pod, spec);
    this.later(this.delays.statusMs, () => this.tellRunning(pod, result.container, image.canonical, true));
    const code = await result.container.main.exited;
    const over = terminatedState(result.container, code, this.now());
    this.later(this.delays.statusMs, () => {
      this.tell(pod, startedStatus(result.container, image.canonical, over, true), true);
    });
  }

  private startErrorStatus(spec: ContainerSpec, id: string, message: string): ContainerStatus {
    const containerID = `containerd://${id}`;
    const finishedAt = timestamp(this.now());
    const startedAt = '1970-01-01T00:00:00Z';
    const last: ContainerState = {
      terminated: { exitCode: 128, reason: 'StartError', message, startedAt, finishedAt, containerID },
    };
    return { ...waitingStatus(spec, 'RunContainerError', message), lastState: last, containerID };
  }

  private tellRunning(pod: Pod, container: RunningContainer, image: string, ephemeral: boolean): void {
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
