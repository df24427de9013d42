import type { ContainerReport } from '../../../src/domain/container/container-report.ts';
import type { Plan } from '../../../src/domain/request/plan.ts';
import type { Request } from '../../../src/domain/request/request.ts';

const DIGEST = 'sha256:1487d0af5f52b4ba31c7e465126ee2123fe3f2305d638e7827681e7cf6c83d5e';

/** A plan with everything in it that an approver can be asked to approve. */
export const FULL_PLAN: Plan = {
  cluster: 'prod-eu',
  namespace: 'shop',
  pod: {
    name: 'api-7f9c6d5b84-x2k4p',
    uid: '5d1f9c0e-4e66-4b4c-9f2f-1a2b3c4d5e6f',
    owner: 'Deployment api',
    node: 'worker-2',
  },
  target: { name: 'app', uid: 1000, gid: 2000 },
  mode: 'entrypoint',
  container: {
    name: 'keyhole-8k2m4p6q9x',
    image: `registry.example.com/tools/netshoot@${DIGEST}`,
    imagePullPolicy: 'Always',
    command: ['tcpdump', '-i', 'eth0', '-c', '50', 'port 5432'],
    env: [
      { name: 'KEYHOLE_REQUEST', value: '8k2m4p6q9x' },
      { name: 'PGHOST', value: 'db.shop.svc' },
      { name: 'PGAPPNAME', value: 'debug by alice, not the app' },
    ],
    targetContainerName: 'app',
    securityContext: {
      allowPrivilegeEscalation: false,
      runAsUser: 1000,
      runAsGroup: 2000,
      capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [
      { name: 'data', mountPath: '/var/lib/api' },
      { name: 'config', mountPath: '/etc/api', readOnly: true },
    ],
    workingDir: '/var/lib/api',
  },
  reused: false,
  actAs: { user: 'alice@acme.example', groups: ['debuggers', 'on-call'] },
  runs: [
    {
      title: 'tcpdump -i eth0 -c 50 "port 5432"',
      text: 'tcpdump -i eth0 -c 50 "port 5432"',
      argv: ['tcpdump', '-i', 'eth0', '-c', '50', 'port 5432'],
    },
  ],
  staysOpen: false,
  grant: {
    rule: 'on-call in production',
    image: { alias: 'netshoot', reference: `registry.example.com/tools/netshoot@${DIGEST}` },
    profile: {
      name: 'packet-capture',
      base: 'netadmin',
      spec: { securityContext: { capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] } } },
    },
    approvals: [{ from: ['sre', 'payments-leads'], count: 1 }],
    selfApproval: false,
    denials: 1,
    requireReason: [],
    limits: { pending: 900, unused: 600, session: 900, command: 120, output: 1_000_000 },
  },
};

export const FULL_REPORT: ContainerReport = {
  name: 'keyhole-8k2m4p6q9x',
  image: `registry.example.com/tools/netshoot@${DIGEST}`,
  imageId: `registry.example.com/tools/netshoot@${DIGEST}`,
  containerId: 'containerd://0b5b8f1b5d9f3c6e7a8d9c0b1a2f3e4d5c6b7a8f9e0d1c2b3a4f5e6d7c8b9a01',
  command: ['tcpdump', '-i', 'eth0', '-c', '50', 'port 5432'],
  args: [],
  state: {
    kind: 'terminated',
    reason: 'Error',
    exitCode: 1,
    startedAt: Date.UTC(2026, 10, 22, 3, 14, 7),
    finishedAt: Date.UTC(2026, 10, 22, 3, 14, 9),
    message: 'tcpdump: eth0: No such device exists',
  },
  ready: false,
  restarts: 0,
  seenAt: Date.UTC(2026, 10, 22, 3, 14, 10),
};

/** A pending request whose card has everything that a card can have. */
export const FULL_REQUEST: Request = {
  id: '8k2m4p6q9x',
  version: 2,
  state: 'pending',
  requester: { slackId: 'U0ALICE', name: 'Alice', email: 'alice@acme.example' },
  place: { team: 'T0ACME', channel: 'C0INCIDENT' },
  ask: {
    text: 'deploy/api netshoot --entrypoint -- tcpdump -i eth0 -c 50 "port 5432"',
    wanted: { kind: 'workload', workload: 'deployment', name: 'api' },
    image: 'netshoot',
    entrypoint: true,
    reason: 'Queries to the database time out since the deploy at 02:40',
  },
  cluster: 'prod-eu',
  plan: FULL_PLAN,
  digest: '52c0f6a9e3d84b17a0c2',
  notes: ['3 pods of Deployment api; this one is not ready (app: waiting (CrashLoopBackOff)).'],
  warnings: [
    'Keyhole cannot end this process: at the limit it stops following, and the process goes on until it ends itself or the pod is replaced.',
  ],
  choices: [
    {
      label: 'Use keyhole-3f5h7k9m2n, which still runs',
      change: { reuse: 'keyhole-3f5h7k9m2n' },
    },
  ],
  cardPosted: false,
  reviews: [],
  runs: [{ title: FULL_PLAN.runs[0]?.title ?? '', argv: FULL_PLAN.runs[0]?.argv ?? [] }],
  containerAdded: false,
  released: false,
  askedAt: Date.UTC(2026, 10, 22, 3, 10),
  dueAt: Date.UTC(2026, 10, 22, 3, 25),
};
