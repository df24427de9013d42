import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addDebugContainer, jsonType, messageIn, podPath, podsPath, reasonIn, runningPod } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import { shellPath } from './wire.ts';

let subject: Subject;
let namespace: string;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  await runningPod(subject, 'refusing');
});

afterAll(() => subject?.close());

describe('what is not there is 404, with the name of what is missing', () => {
  test('a pod', async () => {
    const answer = await subject.wire.request('GET', podPath(namespace, 'nope'));
    expect([answer.status, reasonIn(answer), messageIn(answer)]).toEqual([
      404,
      'NotFound',
      'pods "nope" not found',
    ]);
    expect(answer.body).toMatchObject({ details: { name: 'nope', kind: 'pods' } });
  });

  test('a pod of a namespace that is not there either', async () => {
    const answer = await subject.wire.request('GET', podPath('keyhole-contract-nowhere', 'nope'));
    expect([answer.status, messageIn(answer)]).toEqual([404, 'pods "nope" not found']);
  });

  test('a namespace', async () => {
    const answer = await subject.wire.request('GET', '/api/v1/namespaces/keyhole-contract-nowhere');
    expect([answer.status, messageIn(answer)]).toEqual([
      404,
      'namespaces "keyhole-contract-nowhere" not found',
    ]);
  });

  test('a pod that is to get a container', async () => {
    const answer = await addDebugContainer(subject, namespace, 'nope', { name: 'x' });
    expect([answer.status, messageIn(answer)]).toEqual([404, 'pods "nope" not found']);
  });

  test('a deployment', async () => {
    const answer = await subject.wire.request(
      'GET',
      `/apis/apps/v1/namespaces/${namespace}/deployments/nope`,
    );
    expect([answer.status, messageIn(answer)]).toEqual([404, 'deployments.apps "nope" not found']);
  });

  test('a subresource that nobody serves has no name, which tells an old cluster from a missing pod', async () => {
    const answer = await subject.wire.request('GET', `${podPath(namespace, 'refusing')}/nosuchthing`);
    expect(answer.status).toBe(404);
    expect((answer.body as { details?: { name?: string } }).details?.name ?? '').toBe('');
  });

  test('a namespace without pods lists none, and is no error', async () => {
    const answer = await subject.wire.request('GET', podsPath('keyhole-contract-nowhere'));
    expect([answer.status, (answer.body as { items: unknown[] }).items]).toEqual([200, []]);
  });
});

describe('what is malformed is 400', () => {
  test('a label selector', async () => {
    const answer = await subject.wire.request('GET', `${podsPath(namespace)}?labelSelector=%3D%3D`);
    expect([answer.status, reasonIn(answer)]).toEqual([400, 'BadRequest']);
    expect(messageIn(answer)).toContain("found '=='");
  });

  test('a field selector of a field that cannot be selected by', async () => {
    const answer = await subject.wire.request('GET', `${podsPath(namespace)}?fieldSelector=spec.secret%3Dx`);
    expect([answer.status, reasonIn(answer)]).toEqual([400, 'BadRequest']);
    expect(messageIn(answer)).toContain('field label not supported');
  });
});

describe('rights', () => {
  // Nobody has bound rights to this user. Who may not impersonate is told so, which is a 403 as well.
  const nobody = {
    'Impersonate-User': 'keyhole-contract-nobody',
    'Impersonate-Group': 'keyhole-contract-nobodies',
  };

  test.each([
    ['get', 'GET', 'pods', ''],
    ['patch', 'PATCH', 'pods/ephemeralcontainers', '/ephemeralcontainers'],
    ['get', 'GET', 'pods/log', '/log'],
  ])('without the right to %s %s %s the answer is 403 and names it', async (verb, method, resource, sub) => {
    const path = podPath(namespace, 'refusing') + sub;
    const type = { 'Content-Type': 'application/strategic-merge-patch+json' };
    const body =
      method === 'PATCH'
        ? { spec: { ephemeralContainers: [{ name: 'x', image: subject.image }] } }
        : undefined;
    const answer = await subject.wire.request(method, path, body, { ...type, ...nobody });
    expect([answer.status, reasonIn(answer)]).toEqual([403, 'Forbidden']);
    expect(messageIn(answer)).toMatch(
      new RegExp(
        `(cannot ${verb} resource "${resource}" in API group "" in the namespace|cannot impersonate)`,
      ),
    );
  });

  test('credentials that nobody issued are 401', async () => {
    const headers = { Authorization: 'Bearer keyhole-contract-unknown' };
    const stranger = subject.strangers();
    const answer = await stranger.request('GET', podPath(namespace, 'refusing'), undefined, headers);
    expect([answer.status, reasonIn(answer)]).toEqual([401, 'Unauthorized']);
  });

  test.each([
    ['patch', 'pods', 'ephemeralcontainers'],
    ['create', 'pods', 'exec'],
    ['get', 'pods', 'log'],
  ])('a SelfSubjectAccessReview tells of the right to %s %s/%s', async (verb, resource, subresource) => {
    const spec = { resourceAttributes: { namespace, verb, resource, subresource } };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
    const answer = await subject.wire.request('POST', path, body, jsonType);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ kind: 'SelfSubjectAccessReview', status: { allowed: true } });
  });

  test('a WebSocket that is refused has its reason in the body', async () => {
    const answer = await subject.wire.exec(shellPath('nope', 'app', 'id', namespace));
    expect(answer).toMatchObject({
      kind: 'refused',
      status: 404,
      body: { message: 'pods "nope" not found' },
    });
  });
});
