import type { SecurityContext } from './objects.ts';

/** The objects that a sandbox cluster starts with. */
export interface World {
  namespaces: { name: string; labels?: Record<string, string> }[];
  nodes: { name: string; ip: string }[];
  workloads: Workload[];
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
}

export interface Workload {
  kind: 'Deployment' | 'StatefulSet' | 'Job' | 'Pod';
  namespace: string;
  name: string;
  /** Pod template hash of a deployment. */
  hash?: string;
  /** The ends of the pods' names; the whole name for a plain pod. */
  pods: string[];
  labels?: Record<string, string>;
  containers: WorkloadContainer[];
  state?: 'running' | 'crash-looping' | 'unscheduled' | 'succeeded';
  /** Runs as the restricted Pod Security Standard asks. */
  restricted?: boolean;
  /** The pod's own security context, instead of what `restricted` gives. */
  securityContext?: SecurityContext;
}

const api: WorkloadContainer = {
  name: 'app',
  image: 'registry.example.com/shop/api:2.14.1',
  args: ['--port=8080'],
  port: 8080,
  env: { LOG_LEVEL: 'info', DATABASE_HOST: 'postgres.shop.svc.cluster.local', CART_URL: 'http://cart.shop' },
  log: [
    '{"level":"info","msg":"listening","port":8080}',
    '{"level":"warn","msg":"slow query","table":"orders","ms":1840}',
    '{"level":"error","msg":"checkout failed","status":504,"upstream":"cart"}',
  ],
};

const envoy: WorkloadContainer = {
  name: 'proxy',
  image: 'docker.io/envoyproxy/envoy:v1.36.2',
  args: ['-c', '/etc/envoy/envoy.yaml'],
  port: 15001,
  runAsUser: 101,
  log: ['[info] all clusters initialized. initializing init manager', '[info] starting workers'],
};

const plain = (name: string, image: string, port: number, log: string[]): WorkloadContainer => ({
  name,
  image,
  args: [`--port=${port}`],
  port,
  log,
});

/** A small shop: what the demo and the tests debug. */
export const defaultWorld: World = {
  namespaces: [
    { name: 'default' },
    { name: 'kube-system' },
    { name: 'keyhole' },
    { name: 'shop' },
    { name: 'payments', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  ],
  nodes: [
    { name: 'node-a', ip: '192.0.2.11' },
    { name: 'node-b', ip: '192.0.2.12' },
  ],
  workloads: [
    {
      kind: 'Deployment',
      namespace: 'shop',
      name: 'api',
      hash: '7f9c6d5b84',
      pods: ['x2k4p'],
      labels: { app: 'api', tier: 'backend' },
      containers: [api],
    },
    {
      kind: 'Deployment',
      namespace: 'shop',
      name: 'web',
      hash: '5d8f9b7c66',
      pods: ['8qzlm', 'tj4wv'],
      labels: { app: 'web', tier: 'frontend' },
      containers: [plain('web', 'registry.example.com/shop/web:5.3.0', 3000, ['web ready on 3000']), envoy],
    },
    {
      kind: 'StatefulSet',
      namespace: 'shop',
      name: 'cart',
      pods: ['0', '1'],
      labels: { app: 'cart', tier: 'backend' },
      containers: [plain('cart', 'registry.example.com/shop/cart:1.9.2', 7070, ['cart store opened'])],
    },
    {
      kind: 'Deployment',
      namespace: 'shop',
      name: 'worker',
      hash: '6c9f7b5d4',
      pods: ['m8r2t'],
      labels: { app: 'worker', tier: 'backend' },
      containers: [
        plain('worker', 'registry.example.com/shop/worker:3.0.0', 9000, ['panic: queue URL is not set']),
      ],
      state: 'crash-looping',
    },
    {
      kind: 'Pod',
      namespace: 'shop',
      name: 'gpu-report',
      pods: ['gpu-report'],
      labels: { app: 'gpu-report' },
      containers: [plain('report', 'registry.example.com/shop/worker:3.0.0', 9000, [])],
      state: 'unscheduled',
    },
    {
      kind: 'Job',
      namespace: 'shop',
      name: 'migrate-20261122',
      pods: ['zk7nd'],
      labels: { app: 'migrate' },
      containers: [
        plain('migrate', 'registry.example.com/shop/migrate:2.14.1', 9000, ['12 migrations applied']),
      ],
      state: 'succeeded',
    },
    {
      kind: 'Deployment',
      namespace: 'payments',
      name: 'payments-ledger',
      hash: '84c5d9f7b9',
      pods: ['h6w9c'],
      labels: { app: 'payments-ledger', tier: 'backend' },
      containers: [plain('ledger', 'registry.example.com/payments/ledger:4.1.7', 8443, ['ledger open'])],
      restricted: true,
    },
    {
      kind: 'Deployment',
      namespace: 'kube-system',
      name: 'coredns',
      hash: '6f6b679f8f',
      pods: ['9x5hs'],
      labels: { 'k8s-app': 'kube-dns' },
      containers: [
        plain('coredns', 'registry.k8s.io/coredns/coredns:v1.12.4', 9153, ['.:53', 'CoreDNS-1.12.4']),
      ],
    },
  ],
};
