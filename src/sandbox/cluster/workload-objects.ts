import { nameSuffix, newUid } from './identifiers.ts';
import type { ContainerSpec, KubeObject, OwnerReference, WorkloadObject } from './objects.ts';
import { timestamp } from './objects.ts';

export interface WorkloadPlan {
  kind: 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'Job';
  name: string;
  namespace: string;
  labels: Record<string, string>;
  containers: ContainerSpec[];
  replicas: number;
  owner?: OwnerReference;
  now: Date;
}

const resources = {
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
  Job: 'jobs',
} as const;

/** Where the objects of a kind are kept. */
export function resourceOf<K extends WorkloadPlan['kind']>(kind: K): (typeof resources)[K] {
  return resources[kind];
}

/** A controller object, as far as resolving an owner and reading its readiness needs it. */
export function makeWorkload(plan: WorkloadPlan): WorkloadObject {
  const counts = { replicas: plan.replicas, readyReplicas: plan.replicas, availableReplicas: plan.replicas };
  return {
    kind: plan.kind,
    apiVersion: plan.kind === 'Job' ? 'batch/v1' : 'apps/v1',
    metadata: {
      name: plan.name,
      namespace: plan.namespace,
      uid: newUid(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: timestamp(plan.now),
      labels: plan.labels,
      ...(plan.owner === undefined ? {} : { ownerReferences: [plan.owner] }),
    },
    spec: {
      ...(plan.kind === 'Job' ? { completions: 1 } : { replicas: plan.replicas }),
      selector: { matchLabels: plan.labels },
      template: { metadata: { labels: plan.labels }, spec: { containers: plan.containers } },
    },
    status: plan.kind === 'Job' ? { succeeded: plan.replicas } : { observedGeneration: 1, ...counts },
  };
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
