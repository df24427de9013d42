import type { AdmissionPolicy } from '../../../src/sandbox/cluster/api/admission-policy.ts';
import type { Role, World } from '../../../src/sandbox/cluster/server.ts';
import type { Workload } from '../../../src/sandbox/cluster/state/world.ts';

const distroless = { name: 'app', image: 'docker.io/local/distroless:1' };

/** A pod like most of those that the recordings were made with. */
function recordedPod(name: string, more: Partial<Workload> = {}): Workload {
  return {
    kind: 'Pod',
    namespace: 'shop',
    name,
    pods: [name],
    labels: { app: name },
    containers: [distroless],
    ...more,
  };
}

const busybox = (command: string[]): Workload['containers'] => [
  { name: 'app', image: 'docker.io/library/busybox:latest', command },
];

/** The pods that the recordings were made with, but those that were made for a moment. */
export const recordedWorld: World = {
  hoursOld: 0,
  namespaces: [
    { name: 'default' },
    { name: 'shop' },
    { name: 'locked', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  ],
  nodes: [{ name: 'node1', ip: '192.0.2.2' }],
  workloads: [
    {
      kind: 'Deployment',
      namespace: 'default',
      name: 'api',
      hash: 'fd5c6dfcb',
      pods: ['2xnh9', '4qqh5'],
      labels: { app: 'api' },
      containers: [distroless],
    },
    ...['happy', 'errors', 'execs', 'images', 'locked-out'].map((name) => recordedPod(name)),
    recordedPod('multi', {
      containers: [
        distroless,
        {
          name: 'sidecar',
          image: 'docker.io/library/busybox:latest',
          command: ['sh', '-c', 'while true; do echo tick; sleep 1; done'],
        },
      ],
    }),
    recordedPod('restricted', {
      namespace: 'locked',
      restricted: true,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    }),
    recordedPod('nonroot', { securityContext: { runAsNonRoot: true, runAsUser: 1000 } }),
    recordedPod('nonroot-nouid', {
      securityContext: { runAsNonRoot: true },
      containers: [{ ...distroless, runAsUser: 1000 }],
    }),
    recordedPod('unschedulable', { state: 'unscheduled' }),
    recordedPod('done', { state: 'succeeded', containers: busybox(['true']) }),
    recordedPod('crashing', { containers: busybox(['sh', '-c', 'echo boom; exit 1']) }),
  ],
};

/** The policy that was in force while recordings/kubernetes/admission-policy.json was made. */
export const debugOnly: AdmissionPolicy = {
  name: 'debug-only',
  message: 'only debug-* containers',
  refuses: { namesBut: ['debug-'] },
};

const pods = { groups: [''], resources: ['pods'], verbs: ['get', 'list'] };

/** The service accounts that the recordings were made with, beside one without rights and one with all. */
export const recordedRoles: Role[] = [
  {
    name: 'bot',
    rules: [
      { groups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] },
      { groups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['patch'] },
      { groups: [''], resources: ['pods/exec'], verbs: ['get', 'create'] },
    ],
  },
  { name: 'x-get', rules: [pods, { groups: [''], resources: ['pods/exec'], verbs: ['get'] }] },
  { name: 'x-create', rules: [pods, { groups: [''], resources: ['pods/exec'], verbs: ['create'] }] },
];
