import { nameSuffix, newUid } from './identifiers.ts';
import type { ImageResult } from './image-policy.ts';
import type { ContainerSpec, Pod } from './objects.ts';
import { timestamp } from './objects.ts';
import type { PlainObject, Store } from './store.ts';

/** Events that the kubelet writes about containers (recordings/kubernetes/image-and-start-failures.json). */
export class PodEvents {
  private readonly store: Store;
  private readonly now: () => Date;

  constructor(store: Store, now: () => Date) {
    this.store = store;
    this.now = now;
  }

  image(pod: Pod, spec: ContainerSpec, result: Exclude<ImageResult, { kind: 'pull failed' }>): void {
    if (result.kind === 'waiting') {
      const reason = result.reason === 'InvalidImageName' ? 'InspectFailed' : result.reason;
      this.write(pod, spec, 'Warning', reason, result.message);
      this.write(pod, spec, 'Warning', 'Failed', `Error: ${result.reason}`);
      return;
    }
    const here = `Container image "${spec.image}" already present on machine and can be accessed by the pod`;
    if (result.pulled) this.write(pod, spec, 'Normal', 'Pulling', `Pulling image "${spec.image}"`);
    else this.write(pod, spec, 'Normal', 'Pulled', here);
  }

  pullFailed(pod: Pod, spec: ContainerSpec, message: string): void {
    this.write(pod, spec, 'Normal', 'Pulling', `Pulling image "${spec.image}"`);
    this.write(pod, spec, 'Warning', 'Failed', `Failed to pull image "${spec.image}": ${message}`);
    this.write(pod, spec, 'Warning', 'Failed', 'Error: ErrImagePull');
  }

  started(pod: Pod, spec: ContainerSpec): void {
    this.write(pod, spec, 'Normal', 'Created', 'Container created');
    this.write(pod, spec, 'Normal', 'Started', 'Container started');
  }

  private write(pod: Pod, spec: ContainerSpec, type: string, reason: string, message: string): void {
    const at = timestamp(this.now());
    const namespace = pod.metadata.namespace ?? '';
    const event: PlainObject = {
      kind: 'Event',
      apiVersion: 'v1',
      metadata: {
        name: `${pod.metadata.name}.${nameSuffix(16)}`,
        namespace,
        uid: newUid(),
        resourceVersion: '',
        creationTimestamp: at,
      },
      involvedObject: {
        kind: 'Pod',
        namespace,
        name: pod.metadata.name,
        uid: pod.metadata.uid,
        apiVersion: 'v1',
        fieldPath: `spec.ephemeralContainers{${spec.name}}`,
      },
      reason,
      message,
      source: { component: 'kubelet', host: pod.spec.nodeName },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: 'kubelet',
      reportingInstance: pod.spec.nodeName ?? '',
    };
    this.store.put('events', event);
  }
}
