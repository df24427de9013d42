import { newContainerId } from '../state/identifiers.ts';
import { nonRootProblem } from './image-policy.ts';
import type { Image } from './images.ts';
import { tellPullFailures } from './image-pulls.ts';
import type { Kubelet } from './kubelet.ts';
import type { ContainerSpec, Pod } from '../api/objects.ts';
import type { PodEvents } from './pod-events.ts';
import { startErrorStatus, startedStatus, terminatedState, waitingStatus } from './pods-status.ts';

/**
 * The life of ephemeral containers, from the patch to their end, with every way it can fail
 * (recordings/kubernetes/image-and-start-failures.json). They are never restarted.
 */
export class EphemeralStarts {
  private readonly kubelet: Kubelet;
  private readonly events: PodEvents;

  constructor(kubelet: Kubelet, events: PodEvents) {
    this.kubelet = kubelet;
    this.events = events;
  }

  /**
   * Begins the life of an ephemeral container. A pod without a node, or one that has run to its end, never starts it and
   * never shows a status for it (recordings/kubernetes/pods-in-other-phases.json).
   */
  add(pod: Pod, spec: ContainerSpec): void {
    const { phase } = pod.status;
    if (pod.spec.nodeName === undefined || phase === 'Succeeded' || phase === 'Failed') return;
    this.kubelet.later(this.kubelet.delays.containerCreatingMs, () => {
      this.kubelet.tell(pod, waitingStatus(spec, 'ContainerCreating'), true);
      this.prepare(pod, spec);
    });
  }

  private prepare(pod: Pod, spec: ContainerSpec): void {
    const image = this.kubelet.images.resolve(spec);
    if (image.kind === 'waiting') {
      this.events.image(pod, spec, image);
      this.kubelet.later(this.kubelet.delays.startMs, () =>
        this.kubelet.tell(pod, waitingStatus(spec, image.reason, image.message), true),
      );
      return;
    }
    if (image.kind === 'pull failed') {
      const { kubelet, events } = this;
      tellPullFailures({ kubelet, events, pod, spec, ephemeral: true, message: image.message });
      return;
    }
    this.events.image(pod, spec, image);
    const wait = this.kubelet.delays.startMs + (image.pulled ? this.kubelet.delays.imagePullMs : 0);
    this.kubelet.later(wait, () => {
      if (image.pulled) this.events.pulled(pod, spec, this.kubelet.delays.imagePullMs);
      const problem = nonRootProblem(pod, spec, image.image);
      if (problem === undefined) void this.startEphemeral(pod, spec, image);
      else this.kubelet.tell(pod, waitingStatus(spec, 'CreateContainerConfigError', problem), true);
    });
  }

  private async startEphemeral(
    pod: Pod,
    spec: ContainerSpec,
    image: { image: Image; canonical: string },
  ): Promise<void> {
    const current = this.kubelet.current(pod);
    if (current === undefined) return;
    const target =
      spec.targetContainerName === undefined
        ? undefined
        : this.kubelet.runtime.find(pod.metadata.uid, spec.targetContainerName);
    if (spec.targetContainerName !== undefined && target === undefined) {
      const last = current.status.containerStatuses?.find(({ name }) => name === spec.targetContainerName);
      const id = last?.containerID?.replace('containerd://', '') ?? '';
      const message = `failed to generate container "${newContainerId()}" spec: failed to generate spec opts: invalid target container: container "${id}" is not running - in state CONTAINER_EXITED`;
      this.kubelet.tell(pod, waitingStatus(spec, 'CreateContainerError', message), true);
      return;
    }
    const plan = {
      pod: current,
      spec,
      image: image.image,
      ...(target === undefined ? {} : { target }),
    };
    const result = await this.kubelet.runtime.start(plan);
    if (result.kind === 'create error') {
      this.kubelet.tell(pod, waitingStatus(spec, 'CreateContainerError', result.message), true);
      return;
    }
    if (result.kind === 'start error') {
      this.events.startFailed(pod, spec, result.message);
      this.kubelet.tell(pod, startErrorStatus(spec, result.id, result.message, this.kubelet.now()), true);
      return;
    }
    this.events.started(pod, spec);
    this.kubelet.later(this.kubelet.delays.statusMs, () =>
      this.kubelet.tellRunning(pod, result.container, image.canonical, true),
    );
    const code = await result.container.main.exited;
    const over = terminatedState(result.container, code, this.kubelet.now());
    this.kubelet.later(this.kubelet.delays.statusMs, () => {
      this.kubelet.tell(pod, startedStatus(result.container, image.canonical, over, true), true);
    });
  }
}
