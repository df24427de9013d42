import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient, shellIn, shellPath, until } from '../client.ts';

const pod = 'cart-0';
const size = 40_000_000;
const script = `head -c ${size} /dev/zero | tr '\\0' x`;

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  cluster = await startCluster({ delays: { containerCreatingMs: 1, startMs: 1, statusMs: 1 } });
  client = new WireClient(cluster);
});

afterAll(() => cluster.stop());

function add(name: string, command: string[]) {
  const container = { name, image: 'busybox:1.37', imagePullPolicy: 'IfNotPresent', command };
  const path = `/api/v1/namespaces/shop/pods/${pod}/ephemeralcontainers`;
  return client.request('PATCH', path, { spec: { ephemeralContainers: [container] } });
}

const commands = (container: string): string[] =>
  cluster
    .pods()
    .find((one) => one.name === pod)
    ?.containers.find((one) => one.name === container)
    ?.processes.map((process) => process.command) ?? [];

test('an exec waits while nobody reads, and all 40 MB arrive when somebody does', async () => {
  await add('box', ['sleep', '600']);
  await shellIn(client, pod, 'box', 'true');
  const token = /token: (\S+)/.exec(cluster.kubeconfig('admin'))?.[1] ?? '';
  const socket = new WebSocket(
    cluster.url.replace('https', 'wss') + shellPath(pod, 'box', script),
    ['v5.channel.k8s.io'],
    { ca: cluster.caPem, headers: { Authorization: `Bearer ${token}` } },
  );
  let received = 0;
  socket.on('message', (data: Buffer) => {
    if (data[0] === 1) received += data.length - 1;
  });
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  await new Promise<void>((resolve) => socket.once('open', () => resolve()));
  socket.pause();
  // As much to nowhere, three times over, takes longer than the command would without its reader.
  await shellIn(client, pod, 'box', `for i in 1 2 3; do ${script} > /dev/null; done`);
  expect(commands('box')).toContain(`head -c ${size} /dev/zero`);
  socket.resume();
  await closed;
  expect(received).toBe(size);
}, 20_000);

test('a container that writes 40 MB keeps the newest part of its log, and exits', async () => {
  await add('writer', ['sh', '-c', `${script}; echo; echo last`]);
  const log = `/api/v1/namespaces/shop/pods/${pod}/log?container=writer`;
  await until(
    () =>
      cluster
        .pods()
        .find((one) => one.name === pod)
        ?.containers.find((one) => one.name === 'writer'),
    (one) => one?.exitCode === 0,
    15_000,
  );
  const { body } = await client.request('GET', `${log}&tailLines=1`);
  expect(body).toBe('last\n');
  expect(String((await client.request('GET', log)).body).length).toBeLessThan(11 * 1024 * 1024);
}, 20_000);
