import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient, until } from '../client.ts';

const path = '/api/v1/namespaces/shop/events';
const keyhole = {
  metadata: { name: 'keyhole-r1.started', namespace: 'shop' },
  involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'cart-0', namespace: 'shop', uid: 'u' },
  reason: 'KeyholeSessionStarted',
  message: 'by alice',
  type: 'Normal',
  eventTime: '2026-11-22T07:47:44.022000Z',
  action: 'Debug',
  reportingComponent: 'keyhole',
  reportingInstance: 'keyhole-0',
};

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  cluster = await startCluster({ delays: { containerCreatingMs: 1, startMs: 1, imagePullMs: 5 } });
  client = new WireClient(cluster);
});

afterAll(() => cluster.stop());

const json = { 'Content-Type': 'application/json' };
const post = (event: object) => client.request('POST', path, event, json);

test('the same name again is a conflict, not a second event', async () => {
  expect((await post(keyhole)).status).toBe(201);
  expect(await post(keyhole)).toMatchObject({
    status: 409,
    body: { reason: 'AlreadyExists', message: 'events "keyhole-r1.started" already exists' },
  });
  const selector = encodeURIComponent('involvedObject.name=cart-0,involvedObject.uid=u');
  const { body } = await client.request('GET', `${path}?fieldSelector=${selector}`);
  expect(body).toMatchObject({ items: [{ reason: 'KeyholeSessionStarted', message: 'by alice' }] });
});

test.each([
  [
    'an event of another namespace',
    { metadata: { name: 'a', namespace: 'payments' } },
    400,
    'does not match',
  ],
  [
    'about a pod of another namespace, without a time of its own',
    {
      metadata: { name: 'b' },
      involvedObject: { ...keyhole.involvedObject, namespace: 'payments' },
      eventTime: null,
    },
    422,
    'does not match event.namespace',
  ],
  [
    'nobody reports it',
    { metadata: { name: 'c' }, reportingComponent: '' },
    422,
    'reportingComponent: Required',
  ],
  [
    'a message too long',
    { metadata: { name: 'd' }, message: 'x'.repeat(1025) },
    422,
    'at most 1024 characters',
  ],
])('refused: %s', async (_name, changes, status, words) => {
  const answer = await post({ ...keyhole, ...changes });
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).toContain(words);
});

test('a namespace that is not there', async () => {
  const event = {
    ...keyhole,
    metadata: { name: 'e' },
    involvedObject: { ...keyhole.involvedObject, namespace: 'nowhere' },
  };
  const answer = await client.request('POST', '/api/v1/namespaces/nowhere/events', event, json);
  expect(answer).toMatchObject({ status: 404, body: { message: 'namespaces "nowhere" not found' } });
});

test('the kubelet tells of an ephemeral container: pulling, pulled, created, started', async () => {
  const image = 'docker.io/library/alpine:3.22';
  const container = { name: 'told', image, command: ['sleep', '60'] };
  const pod = '/api/v1/namespaces/shop/pods/cart-1';
  await client.request('PATCH', `${pod}/ephemeralcontainers`, { spec: { ephemeralContainers: [container] } });
  const about = encodeURIComponent('involvedObject.fieldPath=spec.ephemeralContainers{told}');
  interface Told {
    reason: string;
    message: string;
  }
  const told = await until(
    async () =>
      ((await client.request('GET', `${path}?fieldSelector=${about}`)).body as { items: Told[] }).items,
    (items) => items.length === 4,
  );
  const messages = Object.fromEntries(told.map(({ reason, message }) => [reason, message]));
  expect(messages).toEqual({
    Pulling: `Pulling image "${image}"`,
    Pulled: `Successfully pulled image "${image}" in 5ms (5ms including waiting).`,
    Created: 'Container created',
    Started: 'Container started',
  });
});
