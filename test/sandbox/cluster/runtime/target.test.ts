import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient, channelText, shellIn, until } from '../client.ts';

const api = 'api-7f9c6d5b84-x2k4p';

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  cluster = await startCluster({ delays: { containerCreatingMs: 1, startMs: 1, statusMs: 1 } });
  client = new WireClient(cluster);
  await add('same', { securityContext: { runAsUser: 65532, runAsGroup: 65532 } });
  await add('other-group', { securityContext: { runAsUser: 65532 } });
  await add('root', {
    env: [
      { name: 'KEYHOLE_REQUEST', value: 'r1' },
      { name: 'BOTH', value: '$(KEYHOLE_REQUEST)-$$' },
    ],
    workingDir: '/work/here',
  });
  await add('ptrace', { securityContext: { capabilities: { add: ['SYS_PTRACE'] } } });
  await add('harmless', { securityContext: { capabilities: { drop: ['ALL'] } } });
});

afterAll(() => cluster.stop());

async function add(name: string, more: object, pod = api, target = 'app'): Promise<void> {
  const path = `/api/v1/namespaces/shop/pods/${pod}/ephemeralcontainers`;
  const container = {
    name,
    image: 'busybox:1.37',
    imagePullPolicy: 'IfNotPresent',
    command: ['sleep', '600'],
    targetContainerName: target,
    ...more,
  };
  const { status, body } = await client.request('PATCH', path, {
    spec: { ephemeralContainers: [container] },
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
}

async function run(container: string, script: string, pod = api): Promise<{ out: string; err: string }> {
  const answer = await shellIn(client, pod, container, script);
  return { out: channelText(answer, 1), err: channelText(answer, 2) };
}

const containerOf = (pod: string, name: string) =>
  cluster
    .pods()
    .find((one) => one.name === pod)
    ?.containers.find((one) => one.name === name);

describe('looking into the target', () => {
  test.each(['same', 'ptrace'])(
    '%s may: its files, its environment and its namespaces',
    async (container) => {
      const { out } = await run(
        container,
        'cat /proc/1/root/etc/os-release; tr "\\0" "\\n" < /proc/1/environ; readlink /proc/1/ns/mnt; ls -l /proc/1/ns/pid',
      );
      expect(out).toContain('PRETTY_NAME="Distroless"');
      expect(out).toContain('LOG_LEVEL=info\n');
      expect(out).toMatch(/^mnt:\[\d+\]$/m);
      expect(out).toMatch(/^lrwxrwxrwx .* \/proc\/1\/ns\/pid -> pid:\[\d+\]$/m);
    },
  );

  test.each([
    ['root', 'root without SYS_PTRACE'],
    ['other-group', 'the same user in another group'],
  ])('%s may not: %s', async (container) => {
    const { out, err } = await run(
      container,
      'readlink /proc/1/ns/mnt || echo refused; ls /proc/1/root; cat /proc/1/environ; tr "\\0" " " < /proc/1/cmdline',
    );
    expect(out).toBe('refused\n/app/server --port=8080 ');
    expect(err).toContain("cat: can't open '/proc/1/environ': Permission denied");
    expect(err).toContain('/proc/1/root: Permission denied');
  });

  test('one mount namespace a container, one PID namespace with the target', async () => {
    const numbers = async (container: string): Promise<string[]> => {
      const { out } = await run(container, 'readlink /proc/self/ns/mnt; readlink /proc/self/ns/pid');
      return out.trim().split('\n');
    };
    const [own, shared] = await numbers('same');
    const [other, again] = await numbers('ptrace');
    const target = (await run('same', 'readlink /proc/1/ns/mnt')).out.trim();
    expect(new Set([own, other, target]).size).toBe(3);
    expect(shared).toBe(again);
  });
});

test('with a shared process namespace 1 is the pod’s pause, also without a target', async () => {
  const path = '/api/v1/namespaces/shop/pods';
  const app = { name: 'app', image: 'busybox:1.37', command: ['sleep', '300'] };
  const spec = { shareProcessNamespace: true, containers: [app, { ...app, name: 'other' }] };
  const headers = { 'Content-Type': 'application/json' };
  await client.request('POST', path, { metadata: { name: 'together' }, spec }, headers);
  await until(
    () => containerOf('together', 'other'),
    (one) => one?.state === 'running',
  );
  await add('beside', { targetContainerName: undefined }, 'together');
  const { out } = await run('beside', 'ps -o pid,args; kill -KILL 2; sleep 0.1; ps -o pid,args', 'together');
  expect(out).toMatch(/^ {4}1 \/pause\n {4}2 sleep 300\n {4}3 sleep 300\n {4}4 sleep 600\n/m);
  await until(
    () => containerOf('together', 'app'),
    (one) => one?.restarts === 1 && one.state === 'running',
  );
  expect(containerOf('together', 'beside')).toMatchObject({ state: 'running' });
});

describe('signals', () => {
  test('the same user and root may send one, root without capabilities may not', async () => {
    expect((await run('same', 'kill -0 1; echo $?')).out).toBe('0\n');
    expect((await run('root', 'kill -0 1; echo $?')).out).toBe('0\n');
    const { out, err } = await run('harmless', 'kill -0 1; echo $?');
    expect(out).toBe('1\n');
    expect(err).toContain("can't kill pid 1: Operation not permitted");
  });

  test('KILL ends a process, but not process 1 of its own namespace', async () => {
    const before = containerOf(api, 'app')?.restarts;
    const { out } = await run('root', 'sleep 60 & kill -KILL $!; wait $!; echo $?; kill -KILL 1; echo $?');
    expect(out).toBe('137\n0\n');
    expect(containerOf(api, 'app')).toMatchObject({ state: 'running', restarts: before });
  });
});

describe('what a container is given', () => {
  test('variables with their references, and a working directory that the image lacks', async () => {
    const { out } = await run(
      'root',
      'pwd; echo "$BOTH"; tr "\\0" "\\n" < /proc/self/environ | grep KEYHOLE',
    );
    expect(out).toBe('/work/here\nr1-$\nKEYHOLE_REQUEST=r1\n');
  });

  test('$$ is the shell also in its subshells, $PPID is who started it', async () => {
    const { out } = await run('root', 'echo $PPID; [ $$ = $(echo $$) ] && sh -c "echo \\$PPID"; (echo $$)');
    const [ppid, child, own] = out.trim().split('\n');
    expect(ppid).toBe('0');
    expect(child).toBe(own);
    expect(Number(own)).toBeGreaterThan(1);
  });

  test('volumes are shared with the target; a ConfigMap is read-only', async () => {
    const volumeMounts = [
      { name: 'data', mountPath: '/mnt/data' },
      { name: 'config', mountPath: '/mnt/data/config' },
    ];
    const securityContext = { runAsUser: 65532, runAsGroup: 65532 };
    await add('volumes', { volumeMounts, securityContext }, 'cart-0', 'cart');
    const { out, err } = await run(
      'volumes',
      'cat /mnt/data/config/cart.yaml; echo kept > /mnt/data/file; cat /proc/1/root/var/lib/cart/file; echo x > /mnt/data/config/x; grep -c /mnt/data /proc/mounts',
      'cart-0',
    );
    expect(out).toBe('ttl: 24h\nmaxItems: 100\nkept\n2\n');
    expect(err).toContain('/mnt/data/config/x: Read-only file system');
    const pod = (await client.request('GET', '/api/v1/namespaces/shop/pods/cart-0')).body as {
      status: Record<string, { name: string; user: unknown; volumeMounts: unknown[] }[]>;
    };
    const status = await until(
      () => client.request('GET', '/api/v1/namespaces/shop/pods/cart-0'),
      ({ body }) => JSON.stringify(body).includes('"/mnt/data"},'),
    );
    expect(JSON.stringify(status.body)).toContain(
      '"user":{"linux":{"uid":65532,"gid":65532,"supplementalGroups":[65532]}}',
    );
    expect(pod.status.containerStatuses?.[0]?.volumeMounts[0]).toEqual({
      name: 'data',
      mountPath: '/var/lib/cart',
    });
  });
});
