import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient } from '../client.ts';
import { recordedWorld } from '../recorded-world.ts';

let cluster: SandboxCluster;

beforeAll(async () => {
  cluster = await startCluster({ world: recordedWorld });
});

afterAll(() => cluster.stop());

describe('input from strangers', () => {
  test.each([
    ['a path that is no URL', 'GET', '//', undefined],
    ['a malformed escape', 'GET', '/api/v1/namespaces/shop/pods/%zz', undefined],
    ['a resource that is not served', 'GET', '/api/v1/namespaces/shop/secrets', undefined],
  ])('%s is 404', async (_name, method, path, body) => {
    expect((await new WireClient(cluster).request(method, path, body)).status).toBe(404);
  });

  test('a patch that reaches for prototypes is refused', async () => {
    const path = '/api/v1/namespaces/shop/pods/images/ephemeralcontainers';
    const patch = [{ op: 'add', path: '/__proto__/polluted', value: true }];
    const headers = { 'Content-Type': 'application/json-patch+json' };
    expect((await new WireClient(cluster).request('PATCH', path, patch, headers)).status).toBe(422);
    expect('polluted' in {}).toBe(false);
  });
});

test('the bot has the least rights: it may debug, and neither delete nor read a secret', async () => {
  const client = new WireClient(cluster, 'keyhole');
  const review = async (verb: string, resource: string, subresource = ''): Promise<unknown> => {
    const resourceAttributes = { namespace: 'shop', verb, resource, subresource };
    const answer = await client.request(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      { spec: { resourceAttributes } },
      { 'Content-Type': 'application/json' },
    );
    return (answer.body as { status: { allowed: boolean } }).status.allowed;
  };
  expect(await review('patch', 'pods', 'ephemeralcontainers')).toBe(true);
  expect(await review('create', 'pods', 'exec')).toBe(true);
  expect(await review('delete', 'pods')).toBe(false);
  expect(await review('get', 'secrets')).toBe(false);
  expect((await client.request('DELETE', '/api/v1/namespaces/shop/pods/happy')).status).toBe(403);
});
