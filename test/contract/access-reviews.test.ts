import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jsonType, messageIn, podPath, reasonIn } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import type { Answer } from './wire.ts';

let subject: Subject;
let namespace: string;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
});

afterAll(() => subject?.close());

const someone = 'keyhole-contract@example.com';
const administrators = 'system:masters';

function review(kind: string, spec: object, headers: object = {}): Promise<Answer> {
  const path = `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`;
  const body = { apiVersion: 'authorization.k8s.io/v1', kind, spec };
  return subject.wire.request('POST', path, body, { ...jsonType, ...headers });
}

const patching = (): object => ({
  resourceAttributes: { namespace, verb: 'patch', resource: 'pods', subresource: 'ephemeralcontainers' },
});

describe('a SubjectAccessReview', () => {
  test.each([
    ['of a group that may do everything', { user: someone, groups: [administrators] }, true],
    ['of that group alone', { groups: [administrators] }, true],
    ['of a user whom nobody gave a right', { user: someone, groups: ['keyhole-contract-nobodies'] }, false],
    ['of a user in no group', { user: someone }, false],
  ])('%s', async (_what, who, allowed) => {
    const answer = await review('SubjectAccessReview', { ...who, ...patching() });
    expect(answer).toMatchObject({ status: 201, body: { kind: 'SubjectAccessReview', status: { allowed } } });
  });

  test('of a path that everybody may see', async () => {
    const spec = {
      groups: ['system:authenticated'],
      nonResourceAttributes: { path: '/version', verb: 'get' },
    };
    const known = await review('SubjectAccessReview', spec);
    expect(known).toMatchObject({ status: 201, body: { status: { allowed: true } } });
    const path = { path: '/metrics', verb: 'get' };
    const other = await review('SubjectAccessReview', { ...spec, nonResourceAttributes: path });
    expect(other).toMatchObject({ status: 201, body: { status: { allowed: false } } });
  });

  const nobody = 'spec.user: Invalid value: "": at least one of user or group must be specified';
  const nothing =
    'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified';

  test.each<[string, string, () => object, string]>([
    ['SubjectAccessReview', 'of nobody', patching, nobody],
    ['SubjectAccessReview', 'of nothing', () => ({ user: someone }), nothing],
    ['SubjectAccessReview', 'of nobody and nothing', () => ({}), `[${nothing}, ${nobody}]`],
    ['SelfSubjectAccessReview', 'of nothing', () => ({}), nothing],
  ])('a %s %s is 422', async (kind, _what, spec, words) => {
    const answer = await review(kind, spec());
    expect([answer.status, reasonIn(answer), messageIn(answer)]).toEqual([
      422,
      'Invalid',
      `.authorization.k8s.io "" is invalid: ${words}`,
    ]);
    expect(answer.body).toMatchObject({ details: { group: 'authorization.k8s.io' } });
  });

  test('needs a right of its own', async () => {
    const spec = { user: someone, ...patching() };
    const answer = await review('SubjectAccessReview', spec, { 'Impersonate-User': someone });
    expect([answer.status, messageIn(answer)]).toEqual([
      403,
      `subjectaccessreviews.authorization.k8s.io is forbidden: User "${someone}" cannot create resource "subjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope`,
    ]);
  });

  test('about oneself needs none', async () => {
    const answer = await review('SelfSubjectAccessReview', patching(), { 'Impersonate-User': someone });
    expect(answer).toMatchObject({ status: 201, body: { status: { allowed: false } } });
  });
});

describe('acting as somebody else', () => {
  const as = (headers: object, path = podPath(namespace, 'nope')): Promise<Answer> =>
    subject.wire.request('GET', path, undefined, headers as Record<string, string>);
  const forbidden = (user: string): string =>
    `pods "nope" is forbidden: User "${user}" cannot get resource "pods" in API group "" in the namespace "${namespace}"`;

  test('has that user’s rights, and names that user', async () => {
    const answer = await as({ 'Impersonate-User': someone, 'Impersonate-Group': ['devs', 'operators'] });
    expect([answer.status, messageIn(answer)]).toEqual([403, forbidden(someone)]);
  });

  test('has the rights of the groups that are named', async () => {
    const answer = await as({ 'Impersonate-User': someone, 'Impersonate-Group': ['devs', administrators] });
    expect([answer.status, messageIn(answer)]).toEqual([404, 'pods "nope" not found']);
  });

  test('a service account has its own rights', async () => {
    const user = `system:serviceaccount:${namespace}:default`;
    const answer = await as({ 'Impersonate-User': user });
    expect([answer.status, messageIn(answer)]).toEqual([403, forbidden(user)]);
  });

  test('a header without a name means nobody else', async () => {
    expect(messageIn(await as({ 'Impersonate-User': '' }))).toBe('pods "nope" not found');
  });

  test.each<[object, string]>([
    [{ 'Impersonate-Group': 'devs' }, 'UID:"", Groups:[]string{"devs"}, Extra:map[string][]string(nil)'],
    [{ 'Impersonate-Uid': 'x' }, 'UID:"x", Groups:[]string(nil), Extra:map[string][]string(nil)'],
    [
      { 'Impersonate-Extra-Foo': 'x' },
      'UID:"", Groups:[]string(nil), Extra:map[string][]string{"foo":[]string{"x"}}',
    ],
  ])('with nothing but %p is 400', async (headers, told) => {
    const answer = await as(headers);
    expect([answer.status, reasonIn(answer), messageIn(answer)]).toEqual([
      400,
      'BadRequest',
      `requested &user.DefaultInfo{Name:"", ${told}} without impersonating a user name`,
    ]);
  });

  test('paths that everybody may see stay open, and the others do not', async () => {
    const headers = { 'Impersonate-User': someone };
    expect((await as(headers, '/version')).status).toBe(200);
    expect((await as(headers, '/api/v1')).status).toBe(200);
    const answer = await as(headers, '/nosuch');
    expect([answer.status, messageIn(answer)]).toEqual([
      403,
      `forbidden: User "${someone}" cannot get path "/nosuch"`,
    ]);
  });
});
