import type { ConfigurationOptions, V1LabelSelector, V1ObjectMeta } from '@kubernetes/client-node';
import type { WorkloadKind } from '../../domain/asking/ask.ts';
import { type Answer, callApi } from '../connection/api-call.ts';
import type { Connection } from '../connection/connection.ts';
import { controllerOf, deploymentOf } from './owners.ts';

/** What all workloads have in common, as far as finding their pods needs it. */
export interface Workload {
  readonly metadata?: V1ObjectMeta;
  readonly spec?: {
    readonly selector?: V1LabelSelector;
    /** How many pods are wanted; absent for those that do not say, such as a DaemonSet. */
    readonly replicas?: number;
  };
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

interface Kind {
  /** As an owner reference names it. */
  readonly title: string;
  /** As RBAC names it. */
  readonly resource: string;
  readonly read: (connection: Connection, named: Named, options: ConfigurationOptions) => Promise<Workload>;
}

export const WORKLOADS: Readonly<Record<WorkloadKind, Kind>> = {
  deployment: {
    title: 'Deployment',
    resource: 'deployments',
    read: ({ apps }, named, options) => apps.readNamespacedDeployment(named, options),
  },
  statefulset: {
    title: 'StatefulSet',
    resource: 'statefulsets',
    read: ({ apps }, named, options) => apps.readNamespacedStatefulSet(named, options),
  },
  daemonset: {
    title: 'DaemonSet',
    resource: 'daemonsets',
    read: ({ apps }, named, options) => apps.readNamespacedDaemonSet(named, options),
  },
  replicaset: {
    title: 'ReplicaSet',
    resource: 'replicasets',
    read: ({ apps }, named, options) => apps.readNamespacedReplicaSet(named, options),
  },
  job: {
    title: 'Job',
    resource: 'jobs',
    read: ({ batch }, named, options) => batch.readNamespacedJob(named, options),
  },
};

/** Reads a workload. Neither name is checked here. */
export function readWorkload(
  connection: Connection,
  kind: WorkloadKind,
  named: Named,
  signal?: AbortSignal,
): Promise<Answer<Workload>> {
  return callApi(connection, (options) => WORKLOADS[kind].read(connection, named, options), { signal });
}

/** The name of the workload of this kind that a pod belongs to, by what the pod itself tells. */
export function workloadOf(pod: V1ObjectMeta, kind: WorkloadKind): string | undefined {
  if (kind === 'deployment') return deploymentOf(pod);
  const owner = controllerOf(pod);
  return owner?.kind === WORKLOADS[kind].title ? owner.name : undefined;
}

/**
 * Whether a pod belongs to the workload, which its labels alone do not tell: two selectors may fit one pod. A Deployment's
 * pods are its ReplicaSets', which are called after it; of the others the uid tells those of an older one of that name.
 */
export function belongsTo(pod: V1ObjectMeta, kind: WorkloadKind, { name, uid }: V1ObjectMeta): boolean {
  if (kind === 'deployment') return deploymentOf(pod) === name;
  return controllerOf(pod)?.uid === uid;
}
