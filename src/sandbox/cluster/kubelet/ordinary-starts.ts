import type { RunningContainer, ServerEnd } from '../runtime/container.ts';
import { nonRootProblem } from './image-policy.ts';
import { tellPullFailures } from './image-pulls.ts';
import type { Kubelet } from './kubelet.ts';
import type { ContainerSpec, ContainerState, ContainerStatus, Pod } from '../api/objects.ts';
import type { PodEvents } from './pod-events.ts';
import { startErrorStatus, startedStatus, terminatedState, waitingStatus } from './pods-status.ts';

/** What the world says of a container whose image is a server: the lines of its log, and how it ends. */
export interface ContainerScript {
  log: string[];
  end?: ServerEnd;
}

/** A container that ran so long is not crashing any more, in milliseconds. */
const calmMs = 600_000;
/** The longest wait before a restart, in milliseconds. */
const longestBackOffMs = 300_000;
/** How long a crashed container shows as terminated before it shows its wait, in milliseconds. */
const terminatedMs = 300;
/** From one look at a missing ConfigMap to the next, in milliseconds. */
const mountRetryMs = 1000;

/** Starts the ordinary containers of pods, and again when they end, as their pod's restartPolicy says. */
export class OrdinaryStarts {
  private readonly kubelet: Kubelet;
  private readonly events: PodEvents;
  /** Restarts in a row, by pod and container. */
  private readonly crashes = new Map<string, number>();

  constructor(kubelet: Kubelet, events: PodEvents) {
    this.kubelet = kubelet;
    this.events = events;
  }

  /** Starts a container. `quietly`: it is part of the world from before, without the events of a new one. */
  async start(pod: Pod, spec: ContainerSpec, script: ContainerScript, quietly: boolean): Promise<void> {
    const { kubelet, events } = this;
    const unmounted = kubelet.runtime.volumes.problem(pod);
    if (unmounted !== undefined) {
      events.volume(pod, unmounted);
      kubelet.tell(pod, waitingStatus(spec, 'ContainerCreating'), false);
      this.laterWhileThere(pod, mountRetryMs, () => this.start(pod, spec, script, quietly));
      return;
    }
    const image = kubelet.images.resolve(spec);
    if (image.kind === 'pull failed') {
      kubelet.tell(pod, waitingStatus(spec, 'ContainerCreating'), false);
      tellPullFailures({ kubelet, events, pod, spec, ephemeral: false, message: image.message });
      return;
    }
    if (!quietly) events.image(pod, spec, image);
    if (image.kind === 'waiting') {
      kubelet.tell(pod, waitingStatus(spec, image.reason, image.message), false);
      return;
    }
    const problem = nonRootProblem(pod, spec, image.image);
    if (problem !== undefined) {
      kubelet.tell(pod, waitingStatus(spec, 'CreateContainerConfigError', problem), false);
      return;
    }
    const known = kubelet.current(pod)?.status.containerStatuses?.some(({ name }) => name === spec.name);
    if (!quietly && known !== true) kubelet.tell(pod, waitingStatus(spec, 'ContainerCreating'), false);
    if (image.pulled && !quietly) {
      await new Promise<void>((resolve) => kubelet.later(kubelet.delays.imagePullMs, resolve));
      if (kubelet.current(pod) === undefined) return;
      events.pulled(pod, spec, kubelet.delays.imagePullMs);
    }
    const result = await kubelet.runtime.start({ pod, spec, image: image.image, ordinary: script });
    if (result.kind === 'create error') {
      kubelet.tell(pod, waitingStatus(spec, 'CreateContainerError', result.message), false);
      return;
    }
    if (result.kind === 'start error') {
      events.startFailed(pod, spec, result.message);
      const status = startErrorStatus(spec, result.id, result.message, kubelet.now());
      kubelet.tell(pod, status, false);
      this.restartAfter(pod, spec, script, status.lastState);
      return;
    }
    if (!quietly) events.started(pod, spec);
    kubelet.tellRunning(pod, result.container, image.canonical, false);
    void result.container.main.exited.then((code) => this.onEnd(pod, result.container, code, script));
  }

  /** How long a container waits that was restarted so often in a row, in milliseconds. */
  waitAfter(restarts: number): number {
    return Math.min(this.kubelet.delays.crashBackOffMs * 2 ** (restarts - 1), longestBackOffMs);
  }

  /** Goes on with a container that the world says has crashed before: it waits, then starts again. */
  resumeCrashLoop(pod: Pod, spec: ContainerSpec, script: ContainerScript, restarts: number): void {
    this.crashes.set(keyOf(pod, spec), restarts);
    this.laterWhileThere(pod, this.waitAfter(restarts), () => this.restart(pod, spec, script));
  }

  forget(podUid: string): void {
    for (const key of this.crashes.keys()) if (key.startsWith(`${podUid}/`)) this.crashes.delete(key);
  }

  private onEnd(pod: Pod, container: RunningContainer, code: number, script: ContainerScript): void {
    const current = this.kubelet.current(pod);
    if (current === undefined || current.metadata.deletionTimestamp !== undefined) return;
    const { spec } = container;
    const now = this.kubelet.now();
    const before = current.status.containerStatuses?.find((status) => status.name === spec.name);
    const over = terminatedState(container, code, now);
    this.kubelet.tell(pod, startedStatus(container, before?.image ?? spec.image, over, false), false);
    const { restartPolicy } = current.spec;
    if (restartPolicy === 'Never' || (restartPolicy === 'OnFailure' && code === 0)) return;
    if (now.getTime() - container.startedAt.getTime() > calmMs) this.crashes.delete(keyOf(pod, spec));
    this.restartAfter(pod, spec, script, over);
  }

  /** The first restart comes at once, the next after ever longer waits (pkg/kubelet, doBackOff). */
  private restartAfter(pod: Pod, spec: ContainerSpec, script: ContainerScript, over: ContainerState): void {
    const key = keyOf(pod, spec);
    const crashes = this.crashes.get(key) ?? 0;
    this.crashes.set(key, crashes + 1);
    if (crashes === 0) {
      this.laterWhileThere(pod, this.kubelet.delays.startMs, () => this.restart(pod, spec, script));
      return;
    }
    const wait = this.waitAfter(crashes);
    this.laterWhileThere(pod, terminatedMs, (current) => {
      this.kubelet.tell(pod, backOffStatus(current, spec, wait, over), false);
      this.events.backOff(pod, spec);
    });
    this.laterWhileThere(pod, terminatedMs + wait, () => this.restart(pod, spec, script));
  }

  private restart(pod: Pod, spec: ContainerSpec, script: ContainerScript): Promise<void> {
    this.kubelet.countRestart(pod, spec.name);
    return this.start(this.kubelet.current(pod) ?? pod, spec, script, false);
  }

  /** Does something later, unless the pod goes meanwhile. */
  private laterWhileThere(pod: Pod, wait: number, action: (current: Pod) => void | Promise<void>): void {
    this.kubelet.later(wait, () => {
      const current = this.kubelet.current(pod);
      if (current !== undefined && current.metadata.deletionTimestamp === undefined) void action(current);
    });
  }
}

const keyOf = (pod: Pod, spec: ContainerSpec): string => `${pod.metadata.uid}/${spec.name}`;

/** 10000 -> "10s", 160000 -> "2m40s", 500 -> "500ms", as Go prints durations. */
function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds}ms`;
  const minutes = Math.floor(milliseconds / 60_000);
  return `${minutes === 0 ? '' : `${minutes}m`}${(milliseconds % 60_000) / 1000}s`;
}

/** CrashLoopBackOff as recorded (recordings/kubernetes/pods-in-other-phases.json): the last container's data stays. */
export function backOffStatus(
  pod: Pod,
  spec: ContainerSpec,
  wait: number,
  over: ContainerState,
): ContainerStatus {
  const { name, namespace, uid } = pod.metadata;
  const who = `container=${spec.name} pod=${name}_${namespace}(${uid})`;
  const waiting = {
    reason: 'CrashLoopBackOff',
    message: `back-off ${durationText(wait)} restarting failed ${who}`,
  };
  const before = pod.status.containerStatuses?.find((status) => status.name === spec.name);
  return {
    ...(before ?? waitingStatus(spec, '')),
    state: { waiting },
    lastState: over,
    ready: false,
    started: false,
  };
}
