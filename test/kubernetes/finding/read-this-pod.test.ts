import { afterEach, describe, expect, test } from '@jest/globals';
import { exchange, recordedPod } from '../recordings.ts';
import { forbidden, given, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

const HAPPY = recordedPod('happy');
const pod = { name: 'happy', uid: HAPPY.metadata?.uid ?? '' };

describe('readPod', () => {
  test('tells of the pod as it stands now, in one request', async () => {
    const labels = { tier: 'web' };
    const { cluster, server } = await given({
      answer: () => ({ status: 200, body: { ...HAPPY, metadata: { ...HAPPY.metadata, labels } } }),
    });
    expect(await cluster.readPod({ namespace: 'shop', pod })).toMatchObject({
      kind: 'found',
      pod: { ...pod, labels },
    });
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/v1/namespaces/shop/pods/happy']);
  });

  test('another of the same name is not it', async () => {
    const { cluster } = await given({ answer: () => ({ status: 200, body: HAPPY }) });
    expect(await cluster.readPod({ namespace: 'shop', pod: { ...pod, uid: 'uid-before' } })).toEqual({
      kind: 'gone',
      sentence: 'The pod happy was replaced by another of the same name since it was asked for: ask again.',
    });
  });

  test('one that is gone', async () => {
    const { response } = exchange('exec-protocol', 'no such pod');
    const { cluster } = await given({ answer: () => ({ status: response.status, body: response.body }) });
    expect(await cluster.readPod({ namespace: 'shop', pod })).toEqual({
      kind: 'gone',
      sentence: 'The pod happy is not there any more: ask again for one that is.',
    });
  });

  test('one that may not be read is not gone', async () => {
    const { cluster } = await given({ answer: () => forbidden('pods') });
    expect(await cluster.readPod({ namespace: 'shop', pod })).toEqual({
      kind: 'failed',
      sentence:
        'The account keyhole may not get pods in the namespace shop of test (403): have a role grant it that verb.',
    });
  });
});
