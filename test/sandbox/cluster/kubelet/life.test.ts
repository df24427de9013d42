import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient } from '../client.ts';
import { recordedWorld } from '../recorded-world.ts';

// What the recordings hold of the life of pods is replayed in replay.test.ts; what they do not, the contract suite expects.

interface PodBody {
  metadata: { uid: string; name: string };
}

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  cluster = await startCluster({ world: recordedWorld });
  client = new WireClient(cluster);
});

afterAll(() => cluster.stop());

test('pages add up to the whole list, and selectors choose from it', async () => {
  const names = async (query: string): Promise<{ names: string[]; next: string; left: number }> => {
    const { body } = await client.request('GET', `/api/v1/namespaces/shop/pods?${query}`);
    const list = body as { metadata: { continue?: string; remainingItemCount?: number }; items: PodBody[] };
    const { metadata } = list;
    return {
      names: list.items.map((item) => item.metadata.name),
      next: metadata.continue ?? '',
      left: metadata.remainingItemCount ?? 0,
    };
  };
  const all = await names('');
  const first = await names('limit=4');
  const rest = await names(`limit=100&continue=${encodeURIComponent(first.next)}`);
  expect(first.left).toBe(all.names.length - 4);
  expect([...first.names, ...rest.names]).toEqual(all.names);
  expect((await names('labelSelector=app%20in%20(multi,done)')).names).toEqual(['done', 'multi']);
  expect((await names('fieldSelector=status.phase%3DPending')).names).toEqual(['unschedulable']);
});

test('a replaced pod has the old name and another uid', async () => {
  const path = '/api/v1/namespaces/shop/pods/happy';
  const uid = async (): Promise<string> => ((await client.request('GET', path)).body as PodBody).metadata.uid;
  const before = await uid();
  await cluster.replacePod('shop', 'happy');
  expect(await uid()).not.toBe(before);
  const answer = await client.request('PATCH', `${path}/ephemeralcontainers`, {
    metadata: { uid: before },
    spec: { ephemeralContainers: [{ name: 'late', image: 'busybox' }] },
  });
  expect(answer.status).toBe(422);
});
