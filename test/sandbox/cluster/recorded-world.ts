import type { World } from '../../../src/sandbox/cluster/server.ts';
import type { Workload } from '../../../src/sandbox/cluster/world.ts';

const distroless = { name: 'app', image: 'docker.io/local/distroless:1' };

function pod(name: string, more: Partial<Workload> = {}): Workload {
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

/** The pods that the recordings were made with. */
export const recordedWorld: World = {
  namespaces: [
    { name: 'shop' },
    { name: 'locked', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  ],
  nodes: [{ name: 'node1', ip: '192.0.2.2' }],
  workloads: [
    ...['happy', 'errors', 'execs', 'images', 'victim'].map((name) => pod(name)),
    pod('multi', {
      containers: [
        distroless,
        {
          name: 'sidecar',
          image: 'docker.io/library/busybox:latest',
          command: ['sh', '-c', 'while :; do echo tick; sleep 0.1; done'],
        },
      ],
    }),
    pod('restricted', {
      namespace: 'locked',
      restricted: true,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ ...distroless, runAsUser: 1000 }],
    }),
    pod('nonroot', { securityContext: { runAsNonRoot: true, runAsUser: 1000 } }),
    pod('nonroot-nouid', {
      securityContext: { runAsNonRoot: true },
      containers: [{ ...distroless, runAsUser: 1000 }],
    }),
    pod('unschedulable', { state: 'unscheduled' }),
    pod('done', { state: 'succeeded' }),
    pod('crashing', { state: 'crash-looping' }),
  ],
};
