import { afterEach, describe, expect, test } from '@jest/globals';
import { forbidden, given, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

describe('readNamespace', () => {
  // recordings/kubernetes/discovery.json
  const labels = { 'kubernetes.io/metadata.name': 'shop', team: 'web' };

  test('tells its labels, in one request', async () => {
    const { cluster, server } = await given({
      answer: () => ({ status: 200, body: { kind: 'Namespace', metadata: { name: 'shop', labels } } }),
    });
    expect(await cluster.readNamespace({ namespace: 'shop' })).toEqual({ kind: 'found', labels });
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/v1/namespaces/shop']);
  });

  test('one without labels', async () => {
    const { cluster } = await given({
      answer: () => ({ status: 200, body: { kind: 'Namespace', metadata: { name: 'shop' } } }),
    });
    expect(await cluster.readNamespace({ namespace: 'shop' })).toEqual({ kind: 'found', labels: {} });
  });

  test('one that is not there', async () => {
    const { cluster } = await given({
      answer: () => ({
        status: 404,
        body: { kind: 'Status', details: { name: 'shop', kind: 'namespaces' } },
      }),
    });
    expect(await cluster.readNamespace({ namespace: 'shop' })).toEqual({ kind: 'none' });
  });

  test.each(['..', '../pods', 'Shop', '', 'a/b'])('the name %j is asked for nowhere', async (namespace) => {
    const { cluster, server } = await given({});
    expect(await cluster.readNamespace({ namespace })).toEqual({ kind: 'none' });
    expect(server.requests).toEqual([]);
  });

  test('a missing right says what to do, and what does without it', async () => {
    const { cluster } = await given({ answer: () => forbidden('namespaces') });
    expect(await cluster.readNamespace({ namespace: 'shop' })).toEqual({
      kind: 'failed',
      sentence:
        "The account keyhole may not get namespaces in the namespace shop of test (403): have a role grant it that verb, or have the policy look at no namespace's labels.",
    });
  });
});
