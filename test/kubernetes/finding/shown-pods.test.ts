import { afterEach, describe, expect, test } from '@jest/globals';
import type { V1Pod } from '@kubernetes/client-node';
import type { FindPodOptions, FoundPod } from '../../../src/kubernetes/cluster.ts';
import { type Plain, recordedPod } from '../recordings.ts';
import { given, type ScriptedReply, type SeenRequest, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

type PlainPod = Plain<V1Pod>;

const MISSING: ScriptedReply = {
  status: 404,
  body: { kind: 'Status', details: { name: 'x', kind: 'pods' } },
};

function pod(name: string, tier: string, set: string, from = 'happy'): PlainPod {
  const { metadata, ...rest } = recordedPod(from);
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    name: set,
    uid: `uid-of-${set}`,
    controller: true,
  };
  return {
    ...rest,
    metadata: { ...metadata, name, labels: { app: 'shop', tier }, ownerReferences: [owner] },
  };
}

const PODS = [
  pod('api-0', 'web', 'api'),
  pod('api-1', 'web', 'api'),
  pod('api-db-0', 'data', 'api-db', 'crashing'),
  pod('vault-0', 'data', 'vault'),
];

/** As an API server that has these pods, and whose lists are whole unless only the metadata is asked for. */
function shop(pods: readonly PlainPod[] = PODS) {
  return given({
    answer: ({ path, headers }: SeenRequest): ScriptedReply => {
      const [, kind = '', name] = /^\/apis?\/.+\/shop\/(\w+)(?:\/([^?]+))?/.exec(path) ?? [];
      if (kind === 'statefulsets') {
        const metadata = { name, uid: `uid-of-${name}` };
        const known = PODS.some((each) => each.metadata?.ownerReferences?.[0]?.name === name);
        return known ? { status: 200, body: { metadata, spec: { replicas: 1, selector: {} } } } : MISSING;
      }
      if (kind !== 'pods') return { status: 200, body: { kind: 'Namespace', metadata: { name: 'shop' } } };
      if (name !== undefined) {
        const one = pods.find(({ metadata }) => metadata?.name === name);
        return one ? { status: 200, body: one } : MISSING;
      }
      const metadataOnly = headers.accept?.includes('PartialObjectMetadataList') === true;
      const items = metadataOnly ? pods.map(({ metadata }) => ({ metadata })) : pods;
      return { status: 200, body: { metadata: {}, items } };
    },
  });
}

/** Only the pods of the web tier, on the node where the recorded pods are. */
const isShown = ({ labels, node }: FoundPod) => labels['tier'] === 'web' && node === 'node1';

const byName = (name: string): FindPodOptions => ({
  namespace: 'shop',
  wanted: { kind: 'pod', name },
  isShown,
});
const bySet = (name: string): FindPodOptions => ({
  namespace: 'shop',
  wanted: { kind: 'workload', workload: 'statefulset', name },
  isShown,
});
const byLabels = (selector: string): FindPodOptions => ({
  namespace: 'shop',
  wanted: { kind: 'selector', selector },
  isShown,
});

describe('pods that are not shown to whoever asks', () => {
  test('are not among several, nor counted', async () => {
    const { cluster } = await shop();
    const search = await cluster.findPod(byName('api-'));
    expect(search).toMatchObject({ kind: 'several', total: 2, pods: [{ name: 'api-0' }, { name: 'api-1' }] });
    expect(await cluster.findPod({ ...byName('api-'), isShown: () => true })).toMatchObject({ total: 3 });
  });

  test('are not what the beginning of a name finds, nor near it', async () => {
    const { cluster } = await shop();
    expect(await cluster.findPod(byName('vaul'))).toEqual({
      kind: 'none',
      nearest: [],
      namespaceExists: true,
    });
    expect(await cluster.findPod(byName('vualt-0'))).toMatchObject({ kind: 'none', nearest: [] });
    expect(await cluster.findPod(byName('aip'))).toMatchObject({ nearest: ['api-0', 'api-1'] });
  });

  test('are found by their whole name, for the policy to say why not', async () => {
    const { cluster } = await shop();
    expect(await cluster.findPod(byName('vault-0'))).toMatchObject({
      kind: 'found',
      pod: { name: 'vault-0', labels: { tier: 'data' } },
    });
  });

  test('are not picked by labels, nor counted', async () => {
    const { cluster } = await shop();
    expect(await cluster.findPod(byLabels('app=shop'))).toMatchObject({
      kind: 'found',
      pod: { labels: { tier: 'web' } },
      why: expect.stringMatching(/^2 pods with the labels/),
    });
    const { cluster: data } = await shop(PODS.slice(2));
    expect(await data.findPod(byLabels('app=shop'))).toEqual({
      kind: 'failed',
      sentence:
        'No pod that the policy lets you debug in the namespace shop of test has the labels `app=shop`: look at `kubectl get pods --show-labels`, or name the namespace with -n.',
    });
  });

  test('are found by the whole name of their workload where it has no others', async () => {
    const { cluster } = await shop();
    expect(await cluster.findPod(bySet('vault'))).toMatchObject({ kind: 'found', pod: { name: 'vault-0' } });
    const mixed = [pod('api-0', 'web', 'api'), pod('api-1', 'data', 'api', 'crashing')];
    const { cluster: other } = await shop(mixed);
    expect(await other.findPod(bySet('api'))).toMatchObject({
      pod: { name: 'api-0' },
      why: expect.stringMatching(/^The only pod of StatefulSet api/),
    });
  });

  test('do not give the name of their workload away', async () => {
    const { cluster } = await shop();
    expect(await cluster.findPod(bySet('vualt'))).toMatchObject({ kind: 'none', nearest: [] });
    expect(await cluster.findPod(bySet('aip'))).toMatchObject({ kind: 'none', nearest: ['api'] });
  });

  test('only then the whole list is read', async () => {
    const { cluster, server } = await shop();
    const { isShown: _all, ...options } = byName('api-');
    await cluster.findPod(options);
    await cluster.findPod(byName('api-'));
    const lists = server.requests.filter(({ path }) => path.includes('limit='));
    expect(
      lists.map(({ headers }) => headers.accept?.includes('PartialObjectMetadataList') ?? false),
    ).toEqual([true, false]);
  });
});
