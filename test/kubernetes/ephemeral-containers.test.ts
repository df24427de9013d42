import { afterEach, describe, expect, test } from '@jest/globals';
import { debugContainer } from '../../src/domain/debug-container.ts';
import { exchange, recordedPod } from './recordings.ts';
import { given, type ScriptedReply, type SeenRequest, stopServers } from './scripted-server.ts';

afterEach(stopServers);

const POD = recordedPod('happy');
const OPTIONS = {
  namespace: 'shop',
  pod: { name: 'happy', uid: POD.metadata?.uid ?? '' },
  container: debugContainer({
    requestId: '0123456789',
    image: 'docker.io/library/busybox:latest',
    profile: 'restricted',
    target: 'app',
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

describe('preflight', () => {
  const review = (allowed: boolean): ScriptedReply => ({
    status: 201,
    body: { kind: 'SelfSubjectAccessReview', spec: {}, status: { allowed } },
  });

  function cluster(changes: {
    readonly pod?: ScriptedReply;
    readonly patch?: ScriptedReply;
    readonly may?: (verb: string) => ScriptedReply;
  }) {
    return given({
      answer: (request: SeenRequest) => {
        if (request.method === 'PATCH') return changes.patch ?? ok;
        if (request.method === 'GET') return changes.pod ?? ok;
        const asked = JSON.parse(request.body) as { spec: { resourceAttributes: { verb: string } } };
        return changes.may?.(asked.spec.resourceAttributes.verb) ?? review(true);
      },
    });
  }

  test('asks for the rights and for the very patch as a dry run', async () => {
    const { cluster: it, server } = await cluster({});
    expect(await it.preflight(OPTIONS)).toMatchObject({ kind: 'ok' });
    const patch = server.requests.find(({ method }) => method === 'PATCH');
    expect(new URL(patch?.path ?? '', 'https://x').searchParams.get('dryRun')).toBe('All');
    await it.addContainer(OPTIONS);
    const [dry, real] = server.requests.filter(({ method }) => method === 'PATCH');
    expect(dry?.body).toBe(real?.body);
    const reviews = server.requests
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body));
    expect(reviews.map(({ spec }) => spec.resourceAttributes)).toEqual([
      { namespace: 'shop', name: 'happy', verb: 'get', resource: 'pods', subresource: 'exec' },
      { namespace: 'shop', name: 'happy', verb: 'create', resource: 'pods', subresource: 'exec' },
    ]);
  });

  test('names the verbs that are missing', async () => {
    const { cluster: it } = await cluster({ may: (verb) => review(verb === 'get') });
    expect(await it.preflight(OPTIONS)).toEqual({
      kind: 'refused',
      sentence:
        "Keyhole's account may not create pods/exec in the namespace shop of test: have a role grant it get and create on them.",
    });
  });

  test('a review that may not be asked is a warning', async () => {
    const { cluster: it } = await cluster({ may: () => ({ status: 403, body: '' }) });
    const answer = await it.preflight(OPTIONS);
    expect(answer).toMatchObject({ kind: 'ok' });
    expect(answer.kind === 'ok' && answer.warnings).toContain(
      'Whether Keyhole may run commands in the pod could not be asked.',
    );
  });

  test('what the dry run meets is refused with its sentence', async () => {
    const { response } = exchange('admission-policy', 'denied by the policy');
    const { cluster: it } = await cluster({ patch: { status: response.status, body: response.body } });
    expect(await it.preflight(OPTIONS)).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('only debug-* containers'),
    });
  });

  test('a pod that is not fit costs no further call', async () => {
    const { cluster: it, server } = await cluster({ pod: { status: 200, body: recordedPod('done') } });
    expect(await it.preflight(OPTIONS)).toMatchObject({ kind: 'refused' });
    expect(server.requests).toHaveLength(1);
  });

  test('a pod that is gone', async () => {
    const { response } = exchange('exec-protocol', 'no such pod');
    const { cluster: it } = await cluster({ pod: { status: response.status, body: response.body } });
    expect(await it.preflight(OPTIONS)).toEqual({
      kind: 'refused',
      sentence: 'The pod happy is not there any more: ask again for one that is.',
    });
  });
});
