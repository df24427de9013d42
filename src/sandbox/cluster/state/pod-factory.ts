import type {
  ContainerSpec,
  ObjectMeta,
  OwnerReference,
  Pod,
  PodCondition,
  PodSpec,
  SecurityContext,
} from '../api/objects.ts';
import { timestamp } from '../api/objects.ts';
import { newUid } from './identifiers.ts';
import type { Workload, WorkloadContainer } from './world.ts';

const conditionTypes = [
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
] as const;

export interface PodPlan {
  name: string;
  namespace: string;
  generateName?: string;
  labels: Record<string, string>;
  containers: ContainerSpec[];
  owner?: OwnerReference;
  node?: { name: string; ip: string };
  podIp: string;
  createdAt: Date;
  securityContext: PodSpec['securityContext'];
  /** What else the pod's spec says, such as its volumes and restartPolicy. */
  podSpec?: Partial<PodSpec>;
}

/** A pod as the API server and a kubelet leave it once defaulted (shape: recordings/kubernetes/read-pods.json). */
export function buildPod(plan: PodPlan): Pod {
  const metadata: ObjectMeta = {
    name: plan.name,
    ...(plan.generateName === undefined ? {} : { generateName: plan.generateName }),
    namespace: plan.namespace,
    uid: newUid(),
    resourceVersion: '',
    generation: 1,
    creationTimestamp: timestamp(plan.createdAt),
    labels: plan.labels,
    ...(plan.owner === undefined ? {} : { ownerReferences: [plan.owner] }),
    managedFields: [],
  };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata,
    spec: buildSpec(plan),
    status:
      plan.node === undefined
        ? { phase: 'Pending', conditions: [], qosClass: 'BestEffort' }
        : {
            observedGeneration: 1,
            phase: 'Pending',
            conditions: [],
            hostIP: plan.node.ip,
            hostIPs: [{ ip: plan.node.ip }],
            podIP: plan.podIp,
            podIPs: [{ ip: plan.podIp }],
            startTime: timestamp(plan.createdAt),
            qosClass: 'BestEffort',
            resources: {},
          },
  };
}

function buildSpec(plan: PodPlan): PodSpec {
  return {
    ...plan.podSpec,
    volumes: [
      ...(plan.podSpec?.volumes ?? []),
      { name: 'kube-api-access-v5gwd', projected: { sources: [], defaultMode: 420 } },
    ],
    containers: plan.containers.map((container) => defaultContainer(container, 'kube-api-access-v5gwd')),
    restartPolicy: plan.podSpec?.restartPolicy ?? 'Always',
    terminationGracePeriodSeconds: plan.podSpec?.terminationGracePeriodSeconds ?? 1,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    serviceAccount: 'default',
    ...(plan.node === undefined ? {} : { nodeName: plan.node.name }),
    securityContext: plan.securityContext,
    schedulerName: 'default-scheduler',
    tolerations: [
      {
        key: 'node.kubernetes.io/not-ready',
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      },
      {
        key: 'node.kubernetes.io/unreachable',
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      },
    ],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  };
}

function defaultContainer(container: ContainerSpec, tokenVolume: string): ContainerSpec {
  return {
    ...container,
    resources: container.resources ?? {},
    volumeMounts: [
      ...(container.volumeMounts ?? []),
      { name: tokenVolume, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ],
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: container.imagePullPolicy ?? 'IfNotPresent',
  };
}

/** What the restricted standard asks of a pod. */
export const restrictedPodContext: SecurityContext = {
  runAsNonRoot: true,
  runAsUser: 65532,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** The container of a workload as a pod's spec names it. */
export function containerSpecOf(container: WorkloadContainer, restricted: boolean): ContainerSpec {
  const hardened = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  };
  const user = container.runAsUser === undefined ? {} : { runAsUser: container.runAsUser };
  const securityContext = restricted ? { ...hardened, ...user } : user;
  return {
    name: container.name,
    image: container.image,
    ...(container.command === undefined ? {} : { command: container.command }),
    ...(container.args === undefined ? {} : { args: container.args }),
    ...(container.port === undefined ? {} : { ports: [{ containerPort: container.port, protocol: 'TCP' }] }),
    ...(container.env === undefined
      ? {}
      : { env: Object.entries(container.env).map(([name, value]) => ({ name, value })) }),
    ...(container.volumeMounts === undefined ? {} : { volumeMounts: container.volumeMounts }),
    ...(Object.keys(securityContext).length === 0 ? {} : { securityContext }),
  };
}

/** The name of a workload's pod from the end that the world gives. */
export function podNameOf(workload: Workload, suffix: string): { name: string; generateName?: string } {
  switch (workload.kind) {
    case 'Deployment': {
      const generateName = `${workload.name}-${workload.hash ?? ''}-`;
      return { name: `${generateName}${suffix}`, generateName };
    }
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return { name: `${workload.name}-${suffix}`, generateName: `${workload.name}-` };
    case 'Pod':
      return { name: suffix };
  }
}

/** The five conditions of a pod, with one verdict for readiness. */
export function podConditions(
  at: string,
  generation: number,
  ready: { status: 'True' | 'False'; reason?: string; message?: string },
): PodCondition[] {
  return conditionTypes.map((type) => {
    const depends = type === 'Ready' || type === 'ContainersReady';
    const completed = ready.reason === 'PodCompleted';
    const status = depends || (completed && type === 'PodReadyToStartContainers') ? ready.status : 'True';
    const why = depends || (completed && type === 'Initialized');
    return {
      type,
      observedGeneration: generation,
      status,
      lastProbeTime: null,
      lastTransitionTime: at,
      ...(why && ready.reason !== undefined ? { reason: ready.reason } : {}),
      ...(depends && ready.message !== undefined ? { message: ready.message } : {}),
    };
  });
}
