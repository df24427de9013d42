import { afterEach, describe, expect, test } from '@jest/globals';
import type { FindPodOptions } from '../../../src/kubernetes/cluster.ts';
import { exchange, recordedPod } from '../recordings.ts';
import { given, type ScriptedReply, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

function labels(selector: string): FindPodOptions {
  return { namespace: 'shop', wanted: { kind: 'selector', selector } };
}

describe('the pod of a label selector', () => {
  test('is the one that most needs a look', async () => {
    const items = [recordedPod('happy'), recordedPod('crashing'), recordedPod('done')];
    const { cluster, server } = await given({
      answer: () => ({ status: 200, body: { metadata: {}, items } }),
    });
    expect(await cluster.findPod(labels('app in (a, b),!canary'))).toMatchObject({
      kind: 'found',
      pod: { name: 'crashing' },
      why: '3 pods with the labels `app in (a, b),!canary`; this one is not ready (app: waiting (CrashLoopBackOff)).',
    });
    const [list, ...others] = server.requests.map(({ path }) => new URL(path, 'https://x'));
    expect(list?.searchParams.get('labelSelector')).toBe('app in (a, b),!canary');
    expect(others).toEqual([]);
  });

  test('that is malformed', async () => {
    const { response } = exchange('read-pods', 'malformed selector');
    const { cluster } = await given({ answer: () => ({ status: response.status, body: response.body }) });
    expect(await cluster.findPod(labels('=='))).toEqual({
      kind: 'failed',
      sentence:
        "`==` is not a label selector (found '==', expected: !, identifier, or 'end of string'): write it like `app=api,tier!=web`.",
    });
  });

  test('that is empty would be every pod, and asks for nothing', async () => {
    const { cluster, server } = await given({});
    expect(await cluster.findPod(labels(' '))).toMatchObject({ kind: 'failed' });
    expect(server.requests).toHaveLength(0);
  });

  test('that fits none, in a namespace or in none', async () => {
    const gone: ScriptedReply = { status: 404, body: { kind: 'Status', details: { name: 'shop' } } };
    const empty = (namespace: ScriptedReply) =>
      given({
        answer: ({ path }) =>
          path.includes('/pods?') ? { status: 200, body: { metadata: {}, items: [] } } : namespace,
      });
    const { cluster } = await empty({ status: 200, body: { metadata: {} } });
    expect(await cluster.findPod(labels('app=api'))).toEqual({
      kind: 'failed',
      sentence:
        'No pod in the namespace shop of test has the labels `app=api`: look at `kubectl get pods --show-labels`, or name the namespace with -n.',
    });
    const { cluster: nowhere } = await empty(gone);
    expect(await nowhere.findPod(labels('app=api'))).toEqual({
      kind: 'failed',
      sentence: 'There is no namespace shop in the cluster test: name another with -n.',
    });
  });

  test('that may not be asked', async () => {
    const message =
      'x is forbidden: User "keyhole" cannot list resource "pods" in API group "" in the namespace "shop"';
    const { cluster } = await given({ answer: () => ({ status: 403, body: { kind: 'Status', message } }) });
    expect(await cluster.findPod(labels('app=api'))).toMatchObject({
      sentence: expect.stringMatching(/^The account keyhole may not list pods/),
    });
  });
});
