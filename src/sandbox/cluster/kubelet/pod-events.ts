import { nameSuffix, newUid } from '../state/identifiers.ts';
import type { ImageResult } from './image-policy.ts';
import type { ContainerSpec, JsonObject, KubeObject, Pod } from '../api/objects.ts';
import { timestamp } from '../api/objects.ts';
import type { PlainObject, Store } from '../state/store.ts';

/** Events that the kubelet, the scheduler and controllers write (recordings/kubernetes/image-and-start-failures.json). */
export class PodEvents {
  private readonly store: Store;
  private readonly now: () => Date;

  constructor(store: Store, now: () => Date) {
    this.store = store;
    this.now = now;
  }

  /** The scheduler's, with the fields of the newer events API. */
  scheduled(pod: Pod): void {
    const { namespace = '', name } = pod.metadata;
    const message = `Successfully assigned ${namespace}/${name} to ${pod.spec.nodeName}`;
    this.put(pod, {
      involvedObject: involved(pod, undefined),
      reason: 'Scheduled',
      message,
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      type: 'Normal',
      eventTime: this.now().toISOString().replace('Z', '000Z'),
      action: 'Binding',
      reportingComponent: 'default-scheduler',
      reportingInstance: 'default-scheduler-sandbox',
    });
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

  pulled(pod: Pod, spec: ContainerSpec, tookMs: number): void {
    const took = `${tookMs}ms (${tookMs}ms including waiting)`;
    this.write(pod, spec, 'Normal', 'Pulled', `Successfully pulled image "${spec.image}" in ${took}.`);
  }

  pullBackOff(pod: Pod, spec: ContainerSpec, text: string): void {
    this.write(pod, spec, 'Normal', 'BackOff', text);
    this.write(pod, spec, 'Warning', 'Failed', 'Error: ImagePullBackOff');
  }

  startFailed(pod: Pod, spec: ContainerSpec, message: string): void {
    this.write(pod, spec, 'Normal', 'Created', 'Container created');
    this.write(pod, spec, 'Warning', 'Failed', `Error: ${message}`);
  }

  backOff(pod: Pod, spec: ContainerSpec): void {
    const { name, namespace, uid } = pod.metadata;
    const message = `Back-off restarting failed container ${spec.name} in pod ${name}_${namespace}(${uid})`;
    this.write(pod, spec, 'Warning', 'BackOff', message);
  }

  volume(pod: Pod, message: string): void {
    this.write(pod, undefined, 'Warning', 'FailedMount', message);
  }

  started(pod: Pod, spec: ContainerSpec): void {
    this.write(pod, spec, 'Normal', 'Created', 'Container created');
    this.write(pod, spec, 'Normal', 'Started', 'Container started');
  }

  private write(
    pod: Pod,
    spec: ContainerSpec | undefined,
    type: string,
    reason: string,
    message: string,
  ): void {
    const at = timestamp(this.now());
    this.put(pod, {
      involvedObject: involved(pod, spec),
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
    });
  }

  /** Of a controller about the pods that it makes. */
  controller(owner: KubeObject, type: string, reason: string, message: string): void {
    const at = timestamp(this.now());
    const { name, namespace = '', uid } = owner.metadata;
    const component = `${owner.kind.toLowerCase()}-controller`;
    this.put(owner, {
      involvedObject: { kind: owner.kind, namespace, name, uid, apiVersion: owner.apiVersion },
      reason,
      message,
      source: { component },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      type,
      eventTime: null,
      reportingComponent: component,
      reportingInstance: '',
    });
  }

  private put(about: KubeObject, fields: JsonObject): void {
    const { name, namespace = '' } = about.metadata;
    const metadata = {
      name: `${name}.${nameSuffix(16)}`,
      namespace,
      uid: newUid(),
      resourceVersion: '',
      creationTimestamp: timestamp(this.now()),
    };
    const event: PlainObject = { kind: 'Event', apiVersion: 'v1', metadata, ...fields };
    this.store.put('events', event);
  }
}

function involved(pod: Pod, spec: ContainerSpec | undefined): JsonObject {
  const { name, namespace = '', uid } = pod.metadata;
  return { kind: 'Pod', namespace, name, uid, apiVersion: 'v1', ...fieldPathOf(pod, spec) };
}

/** Which container an event is about, in the words of the kubelet. */
function fieldPathOf(pod: Pod, spec: ContainerSpec | undefined): { fieldPath?: string } {
  if (spec === undefined) return {};
  const ordinary = pod.spec.containers.some(({ name }) => name === spec.name);
  return { fieldPath: `spec.${ordinary ? 'containers' : 'ephemeralContainers'}{${spec.name}}` };
}
