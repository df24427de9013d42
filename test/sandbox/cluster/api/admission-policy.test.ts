import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultWorld } from '../../../../src/sandbox/cluster/state/default-world.ts';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient } from '../client.ts';
import { exchange } from '../recordings.ts';

let cluster: SandboxCluster;

beforeAll(async () => {
  const policies = [
    {
      name: 'debug-only',
      message: 'only debug-* containers',
      namespaces: ['shop'],
      refuses: { namesBut: ['debug-'], imagesBut: ['docker.io/library/busybox'] },
    },
    {
      name: 'no-privileges',
      binding: 'everywhere',
      message: 'not privileged',
      refuses: { privileged: true as const },
    },
  ];
  cluster = await startCluster({ world: { ...defaultWorld, policies } });
});

afterAll(() => cluster.stop());

function add(container: object, pod = 'shop/pods/cart-0') {
  const path = `/api/v1/namespaces/${pod}/ephemeralcontainers?dryRun=All`;
  const image = 'docker.io/library/busybox:latest';
  const spec = { ephemeralContainers: [{ name: 'debug-1', image, ...container }] };
  return new WireClient(cluster).request('PATCH', path, { spec });
}

test('the recorded refusal, also of a dry run', async () => {
  const { response } = exchange('admission-policy', 'denied by the policy');
  const recorded = JSON.stringify(response.body).replaceAll('errors', 'cart-0');
  const answer = await add({ name: 'sneaky' });
  expect(answer.status).toBe(response.status);
  expect(answer.body).toEqual(JSON.parse(recorded));
});

test.each([
  ['a fitting name and image', {}, 'shop/pods/cart-0', 200],
  ['another image', { image: 'docker.io/library/alpine:3.22' }, 'shop/pods/cart-0', 422],
  ['a namespace without the policy', { name: 'any' }, 'kube-system/pods/node-agent-gh2kd', 200],
  ['privileged', { securityContext: { privileged: true } }, 'kube-system/pods/node-agent-gh2kd', 422],
])('%s', async (_name, container, pod, status) => {
  expect((await add(container, pod)).status).toBe(status);
});
