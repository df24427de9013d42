import { afterEach, describe, expect, test } from '@jest/globals';
import type { V1Pod } from '@kubernetes/client-node';
import { type Plain, recordedPod } from '../recordings.ts';
import { forbidden, given, type ScriptedReply, type SeenRequest, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

function podNamed(name: string, phase = 'Running'): Plain<V1Pod> {
  const pod = recordedPod('happy');
  return { ...pod, metadata: { ...pod.metadata, name }, status: { ...pod.status, phase } };
}

/** Pages as an API server does. */
function namespaceOf(pods: readonly Plain<V1Pod>[]) {
  return ({ path }: SeenRequest): ScriptedReply => {
    const query = new URL(path, 'https://x').searchParams;
    const from = Number(query.get('continue') ?? 0);
    const to = from + Number(query.get('limit'));
    const metadata = to < pods.length ? { continue: String(to) } : {};
    return {
      status: 200,
      body: { kind: 'PodList', apiVersion: 'v1', metadata, items: pods.slice(from, to) },
    };
  };
}

const names = (count: number) =>
  Array.from({ length: count }, (_, index) => `api-${String(index).padStart(4, '0')}`);

describe('listPods', () => {
  test('tells of each pod, in one request', async () => {
    const { cluster, server } = await given({ answer: namespaceOf([podNamed('api-0'), podNamed('api-1')]) });
    expect(await cluster.listPods({ namespace: 'shop', most: 10 })).toMatchObject({
      kind: 'listed',
      pods: [{ name: 'api-0', phase: 'Running', ready: true, restarts: 0 }, { name: 'api-1' }],
      cut: false,
    });
    expect(server.requests.map(({ path }) => path.split('?')[0])).toEqual(['/api/v1/namespaces/shop/pods']);
  });

  test('leaves out those that are over', async () => {
    const pods = [podNamed('done', 'Succeeded'), podNamed('lost', 'Failed'), podNamed('new', 'Pending')];
    const { cluster } = await given({ answer: namespaceOf(pods) });
    expect(await cluster.listPods({ namespace: 'shop', most: 10 })).toMatchObject({
      pods: [{ name: 'new' }],
    });
  });

  test.each([
    [510, false],
    [509, true],
  ])('of 510 pods gives %i, over several pages', async (most, cut) => {
    const { cluster } = await given({ answer: namespaceOf(names(510).map((name) => podNamed(name))) });
    const listing = await cluster.listPods({ namespace: 'shop', most });
    if (listing.kind === 'failed') throw new Error(listing.sentence);
    expect([listing.pods.map(({ name }) => name), listing.cut]).toEqual([names(most), cut]);
  });

  test('of a namespace with many more asks for none of the pages that it does not give', async () => {
    const { cluster, server } = await given({
      answer: namespaceOf(names(1_600).map((name) => podNamed(name))),
    });
    expect(await cluster.listPods({ namespace: 'shop', most: 400 })).toMatchObject({ cut: true });
    expect(server.requests).toHaveLength(1);
  });

  test.each(['..', '', 'a/b', 'Shop'])('asks nowhere for the namespace %j', async (namespace) => {
    const { cluster, server } = await given({});
    expect(await cluster.listPods({ namespace, most: 1 })).toEqual({ kind: 'listed', pods: [], cut: false });
    expect(server.requests).toEqual([]);
  });

  test('says what a missing right is', async () => {
    const { cluster } = await given({ answer: () => forbidden('pods') });
    expect(await cluster.listPods({ namespace: 'shop', most: 1 })).toEqual({
      kind: 'failed',
      sentence: expect.stringContaining('pods in the namespace shop'),
    });
  });
});
