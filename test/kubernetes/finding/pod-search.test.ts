import { afterEach, describe, expect, test } from '@jest/globals';
import type { V1Pod } from '@kubernetes/client-node';
import { exchange, type Plain, recordedPod } from '../recordings.ts';
import { given, podCalled, type ScriptedReply, type SeenRequest, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

function podNamed(name: string): Plain<V1Pod> {
  const pod = recordedPod('happy');
  return { ...pod, metadata: { ...pod.metadata, name, uid: `uid-of-${name}` } };
}

function missing(name: string): ScriptedReply {
  const { response } = exchange('exec-protocol', 'no such pod');
  const body = response.body as { details: object };
  return { status: 404, body: { ...body, details: { ...body.details, name } } };
}

/** A namespace of pods of these names that pages as an API server does. */
function namespaceOf(names: readonly string[]) {
  return ({ path }: SeenRequest): ScriptedReply => {
    const url = new URL(path, 'https://x');
    const one = /^\/api\/v1\/namespaces\/shop\/pods\/(.+)$/.exec(url.pathname)?.[1];
    if (one !== undefined) {
      return names.includes(one) ? { status: 200, body: podNamed(one) } : missing(one);
    }
    if (url.pathname === '/api/v1/namespaces/shop')
      return { status: 200, body: { kind: 'Namespace', metadata: {} } };
    if (url.pathname !== '/api/v1/namespaces/shop/pods') return missing('x');
    const from = Number(url.searchParams.get('continue') ?? 0);
    const to = from + Number(url.searchParams.get('limit'));
    const items = names.slice(from, to).map((name) => ({ metadata: { name } }));
    const metadata = to < names.length ? { continue: String(to) } : {};
    return {
      status: 200,
      body: { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items },
    };
  };
}

describe('findPod', () => {
  test('the exact name wins over names that only begin so, and needs no list', async () => {
    const { cluster, server } = await given({ answer: namespaceOf(['api', 'api-1', 'api-2']) });
    expect(await cluster.findPod(podCalled('api'))).toMatchObject({ kind: 'found', pod: { name: 'api' } });
    expect(server.requests).toHaveLength(1);
  });

  test('one that begins so is found', async () => {
    const { cluster } = await given({ answer: namespaceOf(['web-1', 'api-7f9-x']) });
    expect(await cluster.findPod(podCalled('api-7'))).toMatchObject({
      kind: 'found',
      pod: { name: 'api-7f9-x', uid: 'uid-of-api-7f9-x' },
    });
  });

  test('several come in order of name', async () => {
    const { cluster } = await given({ answer: namespaceOf(['api-c', 'api-a', 'web', 'api-b']) });
    const search = await cluster.findPod(podCalled('api-'));
    expect(search).toMatchObject({
      kind: 'several',
      total: 3,
      pods: [{ name: 'api-a' }, { name: 'api-b' }, { name: 'api-c' }],
    });
  });

  test('of very many only ten are read, and the list comes page by page, its metadata only', async () => {
    const names = Array.from({ length: 1201 }, (_, n) => `api-${String(n).padStart(4, '0')}`);
    const { cluster, server } = await given({ answer: namespaceOf(names) });
    const search = await cluster.findPod(podCalled('api-'));
    expect(search).toMatchObject({ kind: 'several', total: 1201 });
    expect(search.kind === 'several' && search.pods.map(({ name }) => name)).toEqual(names.slice(0, 10));
    const lists = server.requests.filter(({ path }) => path.includes('limit=500'));
    expect(lists.map(({ path }) => new URL(path, 'https://x').searchParams.get('continue'))).toEqual([
      null,
      '500',
      '1000',
    ]);
    expect(lists[0]?.headers.accept).toMatch(
      /^application\/json;as=PartialObjectMetadataList;v=v1;g=meta\.k8s\.io,/,
    );
  });

  test('the metadata that a real server answered with is understood', async () => {
    const { response } = exchange('read-pods', 'metadata only');
    const listed = response.body as { metadata: object; items: { metadata: { name: string } }[] };
    const { cluster } = await given({
      answer: ({ path }) =>
        path.includes('limit') ? { status: 200, body: { ...listed, metadata: {} } } : missing('nothing'),
    });
    const [first] = listed.items;
    const wanted = `${first?.metadata.name.slice(0, -1)}x`;
    expect(await cluster.findPod(podCalled(wanted))).toMatchObject({
      kind: 'none',
      nearest: expect.arrayContaining([first?.metadata.name]),
    });
  });

  test('none: names that are spelled nearly so, best first', async () => {
    const { cluster } = await given({
      answer: namespaceOf(['api-7f9c6d5b84-x2k4p', 'apis-7f9c6d5b84-x2k4p', 'cart-0', 'web-6c9f7b5d4-abcde']),
    });
    expect(await cluster.findPod(podCalled('aip'))).toEqual({
      kind: 'none',
      nearest: ['api-7f9c6d5b84-x2k4p', 'apis-7f9c6d5b84-x2k4p'],
      namespaceExists: true,
    });
    expect(await cluster.findPod(podCalled('crat-0'))).toMatchObject({ nearest: ['cart-0'] });
    expect(await cluster.findPod(podCalled('x'))).toMatchObject({ nearest: [] });
    expect(await cluster.findPod(podCalled('Web'))).toMatchObject({ nearest: ['web-6c9f7b5d4-abcde'] });
  });

  test('none in an empty namespace, or in one that is not there', async () => {
    const { cluster } = await given({ answer: namespaceOf([]) });
    expect(await cluster.findPod(podCalled('api'))).toEqual({
      kind: 'none',
      nearest: [],
      namespaceExists: true,
    });
    const other = await given({
      answer: ({ path }) => (path.includes('limit') ? { status: 200, body: { items: [] } } : missing('x')),
    });
    expect(await other.cluster.findPod(podCalled('api', 'nope'))).toEqual({
      kind: 'none',
      nearest: [],
      namespaceExists: false,
    });
  });

  test.each(['..', '.', 'a/b', '../../../apis', 'a?b', '%2e%2e', '', ' ', 'ä', 'x'.repeat(300)])(
    'the name %j reads no other path',
    async (name) => {
      const { cluster, server } = await given({ answer: namespaceOf(['api']) });
      expect(await cluster.findPod(podCalled(name))).toMatchObject({ kind: 'none' });
      expect(await cluster.findPod(podCalled('api', name))).toMatchObject({
        kind: 'none',
        namespaceExists: false,
      });
      for (const { path } of server.requests) expect(path).toMatch(/^\/api\/v1\/namespaces\/shop\/pods\?/);
    },
  );

  test('a list that expires between two pages is begun anew', async () => {
    let lists = 0;
    const { cluster } = await given({
      answer: ({ path }) => {
        if (!path.includes('limit'))
          return path.endsWith('/api-2') ? { status: 200, body: podNamed('api-2') } : missing('x');
        lists += 1;
        if (lists === 2) return { status: 410, body: { kind: 'Status', reason: 'Expired', code: 410 } };
        const more = lists === 1 ? { continue: 'old' } : {};
        return { status: 200, body: { metadata: more, items: [{ metadata: { name: 'api-2' } }] } };
      },
    });
    expect(await cluster.findPod(podCalled('api'))).toMatchObject({ kind: 'found', pod: { name: 'api-2' } });
    expect(lists).toBe(3);
  });

  test('a list that expires each time is given up', async () => {
    let lists = 0;
    const { cluster } = await given({
      answer: ({ path }) => {
        if (!path.includes('limit')) return missing('x');
        lists += 1;
        return { status: 410, body: { kind: 'Status', reason: 'Expired', code: 410 } };
      },
    });
    expect(await cluster.findPod(podCalled('api'))).toMatchObject({ kind: 'failed' });
    expect(lists).toBe(2);
  });

  test('a refusal is told', async () => {
    const { response } = exchange('authorization-errors', 'impersonation allowed, but jane may not');
    const { cluster } = await given({ answer: () => ({ status: 403, body: response.body }) });
    expect(await cluster.findPod(podCalled('happy'))).toEqual({
      kind: 'failed',
      sentence:
        'The account jane@example.com may not get pods in the namespace shop of test (403): have a role grant it that verb.',
    });
  });
});
