import { afterEach, describe, expect, test } from '@jest/globals';
import { debugContainer } from '../../../src/domain/container/debug-container.ts';
import { exchange, recordedPod } from '../recordings.ts';
import { given, type ScriptedReply, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

const POD = recordedPod('happy');
const OPTIONS = {
  namespace: 'shop',
  pod: { name: 'happy', uid: POD.metadata?.uid ?? '' },
  container: debugContainer({
    requestId: '0123456789',
    image: 'docker.io/library/busybox:latest',
    profile: { name: 'restricted', base: 'restricted' },
    target: { name: 'app' },
    limitSeconds: 60,
  }),
};

const ok: ScriptedReply = { status: 200, body: POD };

describe('addContainer', () => {
  test('sends a strategic merge patch of the one container, pinned to the uid', async () => {
    const { cluster, server } = await given({ answer: () => ok });
    expect(await cluster.addContainer(OPTIONS)).toEqual({ kind: 'added' });
    const [seen] = server.requests;
    expect(seen?.method).toBe('PATCH');
    expect(seen?.path).toBe(
      '/api/v1/namespaces/shop/pods/happy/ephemeralcontainers?fieldManager=keyhole&fieldValidation=Strict',
    );
    expect(seen?.headers['content-type']).toBe('application/strategic-merge-patch+json');
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      metadata: { uid: OPTIONS.pod.uid },
      spec: { ephemeralContainers: [OPTIONS.container] },
    });
  });

  test('does the very same again when the cluster is busy', async () => {
    const { cluster, server } = await given({
      answer: (_request, count) => (count < 3 ? { status: 503, body: 'busy' } : ok),
    });
    expect(await cluster.addContainer(OPTIONS)).toEqual({ kind: 'added' });
    expect(new Set(server.requests.map(({ body }) => body)).size).toBe(1);
    expect(server.requests).toHaveLength(3);
  });

  test('a refusal is certain', async () => {
    const { response } = exchange('patch-flavours', 'strategic merge with another pod uid (precondition)');
    const { cluster } = await given({ answer: () => ({ status: response.status, body: response.body }) });
    expect(await cluster.addContainer(OPTIONS)).toEqual({
      kind: 'refused',
      sentence: 'The pod happy was replaced by another of the same name since it was asked for: ask again.',
    });
  });

  test.each([
    ['no answer', () => undefined],
    ['only a gateway’s', () => ({ status: 504, body: '' })],
  ])('with %s it is unknown whether the container is there', async (_name, answer) => {
    const { cluster } = await given({ answer }, { request: 50 });
    expect(await cluster.addContainer(OPTIONS)).toMatchObject({ kind: 'unknown' });
  });

  test('with no connection it is certain that it is not', async () => {
    const { cluster, server } = await given({});
    await server.stop();
    expect(await cluster.addContainer(OPTIONS)).toMatchObject({ kind: 'refused' });
  });
});
