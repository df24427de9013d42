import type { AdmissionPolicy } from '../api/admission-policy.ts';
import type { ServerEnd } from '../runtime/container.ts';
import type { ContainerSpec, PodSpec } from '../api/objects.ts';

/** The objects that a sandbox cluster starts with. */
export interface World {
  namespaces: { name: string; labels?: Record<string, string> }[];
  nodes: { name: string; ip: string }[];
  workloads: Workload[];
  /** How long ago all of it was made; 26 by default. What is younger than an hour still has its events. */
  hoursOld?: number;
  configMaps?: { namespace: string; name: string; data: Record<string, string> }[];
  /** ValidatingAdmissionPolicies that the API server heeds. */
  policies?: AdmissionPolicy[];
}

export interface WorkloadContainer {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  port?: number;
  env?: Record<string, string>;
  runAsUser?: number;
  /** Lines of its log. */
  log?: string[];
  /** How its server ends by itself; absent: it does not. */
  end?: ServerEnd;
  volumeMounts?: ContainerSpec['volumeMounts'];
}

export type WorkloadState = 'running' | 'crash-looping' | 'unscheduled' | 'succeeded';

export interface Workload {
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'Pod';
  namespace: string;
  name: string;
  /** Pod template hash of a deployment. */
  hash?: string;
  /** The ends of the pods' names; the whole name for a plain pod. */
  pods: string[];
  labels?: Record<string, string>;
  containers: WorkloadContainer[];
  state?: WorkloadState;
  /** Those of `pods` that crash-loop, while the others are as `state` says. */
  crashing?: string[];
  volumes?: PodSpec['volumes'];
  shareProcessNamespace?: boolean;
  /** Runs as the restricted Pod Security Standard asks. */
  restricted?: boolean;
  /** The pod's own security context, instead of what `restricted` gives. */
  securityContext?: PodSpec['securityContext'];
}
