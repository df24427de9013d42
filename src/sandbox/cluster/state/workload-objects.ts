import { nameSuffix, newUid } from './identifiers.ts';
import type {
  ContainerSpec,
  JsonObject,
  KubeObject,
  OwnerReference,
  WorkloadObject,
} from '../api/objects.ts';
import { timestamp } from '../api/objects.ts';

/** The resource and API group of each kind of controller. */
const kinds = {
  Deployment: { resource: 'deployments', apiVersion: 'apps/v1' },
  ReplicaSet: { resource: 'replicasets', apiVersion: 'apps/v1' },
  StatefulSet: { resource: 'statefulsets', apiVersion: 'apps/v1' },
  DaemonSet: { resource: 'daemonsets', apiVersion: 'apps/v1' },
  Job: { resource: 'jobs', apiVersion: 'batch/v1' },
} as const;

export type WorkloadKind = keyof typeof kinds;
export type WorkloadResource = (typeof kinds)[WorkloadKind]['resource'];

export const workloadKinds = Object.keys(kinds) as WorkloadKind[];

export function workloadKindOf(word: string | undefined): WorkloadKind | undefined {
  return workloadKinds.find((kind) => kind === word);
}

/** Where the objects of a kind are kept. */
export const resourceOf = (kind: WorkloadKind): WorkloadResource => kinds[kind].resource;

export const apiVersionOf = (kind: WorkloadKind): string => kinds[kind].apiVersion;

export interface WorkloadPlan {
  kind: WorkloadKind;
  name: string;
  namespace: string;
  labels: Record<string, string>;
  containers: ContainerSpec[];
  replicas: number;
  /** What else the template of its pods says. */
  podSpec?: JsonObject;
  /** What its pods are found by; absent: its labels. A Job finds them by its uid. */
  selector?: Record<string, string>;
  owner?: OwnerReference;
  now: Date;
}

/** A controller object whose pods are not counted yet. */
export function makeWorkload(plan: WorkloadPlan): WorkloadObject {
  const uid = newUid();
  const ofJob = plan.kind === 'Job' ? { 'batch.kubernetes.io/controller-uid': uid } : undefined;
  const matchLabels = ofJob ?? plan.selector ?? plan.labels;
  const template = {
    metadata: { labels: { ...plan.labels, ...matchLabels } },
    spec: { ...plan.podSpec, containers: plan.containers },
  };
  return {
    kind: plan.kind,
    apiVersion: apiVersionOf(plan.kind),
    metadata: {
      name: plan.name,
      namespace: plan.namespace,
      uid,
      resourceVersion: '',
      generation: 1,
      creationTimestamp: timestamp(plan.now),
      labels: plan.labels,
      ...(plan.owner === undefined ? {} : { ownerReferences: [plan.owner] }),
    },
    spec: { ...sizeOf(plan), selector: { matchLabels }, template },
    status: {},
  };
}

/** How many pods it wants, in the words of its kind. A DaemonSet has one a node. */
function sizeOf({ kind, replicas, name }: WorkloadPlan): JsonObject {
  if (kind === 'DaemonSet') return {};
  if (kind === 'Job') return { completions: replicas, parallelism: replicas, backoffLimit: 6 };
  return { replicas, ...(kind === 'StatefulSet' ? { serviceName: name } : {}) };
}

/** The labels that a controller gives the pods it makes, beside the template's. */
export function podLabelsOf(workload: WorkloadObject, podName: string): Record<string, string> {
  const { name, uid } = workload.metadata;
  const revision = uid.replaceAll('-', '').slice(0, 10);
  switch (workload.kind) {
    case 'StatefulSet':
      return {
        'apps.kubernetes.io/pod-index': podName.slice(name.length + 1),
        'controller-revision-hash': `${name}-${revision}`,
        'statefulset.kubernetes.io/pod-name': podName,
      };
    case 'DaemonSet':
      return { 'controller-revision-hash': revision, 'pod-template-generation': '1' };
    case 'Job':
      return {
        'batch.kubernetes.io/controller-uid': uid,
        'batch.kubernetes.io/job-name': name,
        'controller-uid': uid,
        'job-name': name,
      };
    default:
      return {};
  }
}

export function ownerReference(object: KubeObject): OwnerReference {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: object.metadata.name,
    uid: object.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** A pod template hash such as "7f9c6d5b84". */
export const templateHash = (): string => nameSuffix(10);
