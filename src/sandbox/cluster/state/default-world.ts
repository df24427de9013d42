import type { World, WorkloadContainer } from './world.ts';

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

/** Where the cart keeps what it must not lose while its container restarts, and how it is set up. */
const cart: WorkloadContainer = {
  name: 'cart',
  image: 'registry.example.com/shop/cart:1.9.2',
  args: ['--port=7070'],
  port: 7070,
  log: ['cart store opened'],
  volumeMounts: [
    { name: 'data', mountPath: '/var/lib/cart' },
    { name: 'config', mountPath: '/etc/cart', readOnly: true },
  ],
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
      containers: [cart],
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'config', configMap: { name: 'cart-config', defaultMode: 420 } },
      ],
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
      kind: 'Deployment',
      namespace: 'shop',
      name: 'search',
      hash: '5c8d7f9b6d',
      pods: ['4kq7z', 'n6tlp', 'v9xwd'],
      crashing: ['4kq7z'],
      labels: { app: 'search', tier: 'backend' },
      containers: [
        plain('search', 'registry.example.com/shop/worker:3.0.0', 9200, ['index opened', '4 shards ready']),
      ],
    },
    {
      kind: 'Deployment',
      namespace: 'shop',
      name: 'reports',
      hash: '77d9c6b5f4',
      pods: [],
      labels: { app: 'reports' },
      containers: [plain('reports', 'registry.example.com/shop/worker:3.0.0', 9000, [])],
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
      kind: 'Job',
      namespace: 'shop',
      name: 'reindex-20261122',
      pods: ['c8vwx'],
      labels: { app: 'reindex' },
      containers: [plain('reindex', 'registry.example.com/shop/migrate:2.14.1', 9000, ['reindexing orders'])],
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
    {
      kind: 'DaemonSet',
      namespace: 'kube-system',
      name: 'node-agent',
      pods: ['gh2kd', 'wq9sv'],
      labels: { app: 'node-agent' },
      containers: [plain('agent', 'registry.example.com/shop/worker:3.0.0', 9100, ['agent started'])],
    },
  ],
  configMaps: [
    { namespace: 'shop', name: 'cart-config', data: { 'cart.yaml': 'ttl: 24h\nmaxItems: 100\n' } },
  ],
};
