import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient, shellPath } from '../client.ts';

const podPath = '/api/v1/namespaces/shop/pods/cart-0';
const reviews = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

let cluster: SandboxCluster;

beforeAll(async () => {
  const reader = {
    name: 'reader',
    users: ['rita@example.com'],
    subjectGroups: ['readers'],
    rules: [{ groups: [''], resources: ['pods'], verbs: ['get'], namespaces: ['shop'] }],
  };
  const careful = {
    name: 'careful',
    rules: [
      { groups: [''], resources: ['users'], verbs: ['impersonate'], names: ['rita@example.com'] },
      { groups: [''], resources: ['groups'], verbs: ['impersonate'], names: ['readers'] },
    ],
  };
  cluster = await startCluster({ roles: [reader, careful] });
});

afterAll(() => cluster.stop());

const as = (user: string, groups = ''): Record<string, string> => ({
  'Impersonate-User': user,
  ...(groups === '' ? {} : { 'Impersonate-Group': groups }),
});

const get = (account: string, headers: Record<string, string>, path = podPath) =>
  new WireClient(cluster, account).request('GET', path, undefined, headers);

describe('subject access reviews', () => {
  const ask = async (spec: object, account = 'impersonator') => {
    const attributes = {
      verb: 'patch',
      resource: 'pods',
      subresource: 'ephemeralcontainers',
      namespace: 'shop',
    };
    const body = { spec: { resourceAttributes: attributes, ...spec } };
    return new WireClient(cluster, account).request('POST', reviews, body, {
      'Content-Type': 'application/json',
    });
  };

  test.each([
    ['a person with a role', { user: 'alice@example.com' }, true],
    ['a person without one', { user: 'mallory@example.com' }, false],
    ['a person whose group has one', { user: 'mallory@example.com', groups: ['debuggers'] }, true],
    ['a person who may only read', { user: 'rita@example.com' }, false],
    ['a service account', { user: 'system:serviceaccount:keyhole:keyhole' }, true],
  ])('%s', async (_name, spec, allowed) => {
    expect(await ask(spec)).toMatchObject({ status: 201, body: { spec, status: { allowed } } });
  });

  test('the reason names the binding', async () => {
    const { body } = await ask({ user: 'bob@example.com', groups: ['debuggers'] });
    expect(body).toMatchObject({
      status: {
        reason:
          'RBAC: allowed by ClusterRoleBinding "debugger" of ClusterRole "debugger" to Group "debuggers"',
      },
    });
  });

  test('nobody named is refused, and so is who may not ask', async () => {
    expect((await ask({})).status).toBe(422);
    expect((await ask({ user: 'alice@example.com' }, 'keyhole')).status).toBe(403);
  });
});

describe('impersonation', () => {
  test('the call has the rights of the person, not of the account', async () => {
    expect((await get('impersonator', as('alice@example.com'))).status).toBe(200);
    expect((await get('impersonator', as('rita@example.com'))).status).toBe(200);
    expect(await get('impersonator', as('mallory@example.com'))).toMatchObject({
      status: 403,
      body: {
        message:
          'pods "cart-0" is forbidden: User "mallory@example.com" cannot get resource "pods" in API group "" in the namespace "shop"',
      },
    });
    expect((await get('impersonator', as('mallory@example.com', 'debuggers'))).status).toBe(200);
    const elsewhere = '/api/v1/namespaces/payments/pods/payments-ledger-84c5d9f7b9-h6w9c';
    expect((await get('impersonator', as('rita@example.com'), elsewhere)).status).toBe(403);
  });

  test('an exec is judged by the person, too', async () => {
    const client = new WireClient(cluster, 'impersonator');
    const refused = await client.request('GET', shellPath('cart-0', 'cart', 'id'), undefined, {
      ...as('rita@example.com'),
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
      'Sec-WebSocket-Protocol': 'v5.channel.k8s.io',
    });
    expect(refused).toMatchObject({ status: 403 });
    expect(JSON.stringify(refused.body)).toContain('rita@example.com');
  });

  test('without the right to act as exactly this user in exactly these groups: 403', async () => {
    expect((await get('keyhole', as('alice@example.com'))).status).toBe(403);
    expect((await get('careful', as('rita@example.com', 'readers'))).status).toBe(200);
    expect((await get('careful', as('alice@example.com'))).status).toBe(403);
    expect((await get('careful', as('rita@example.com', 'system:masters'))).status).toBe(403);
  });

  test('the record of requests tells both', async () => {
    await get('impersonator', as('alice@example.com', 'debuggers'));
    expect(cluster.requests().at(-1)).toMatchObject({
      user: 'system:serviceaccount:keyhole:impersonator',
      impersonated: { user: 'alice@example.com', groups: ['debuggers'] },
      status: 200,
    });
    await get('keyhole', {});
    expect(cluster.requests().at(-1)).not.toHaveProperty('impersonated');
  });
});
