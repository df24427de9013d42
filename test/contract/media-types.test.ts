import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ephemeralPath, messageIn, podPath, podsPath, reasonIn, runningPod } from './pods.ts';
import { openSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import type { Answer } from './wire.ts';

let subject: Subject;
let namespace: string;

beforeAll(async () => {
  subject = await openSubject();
  namespace = subject.namespaces.free;
  await runningPod(subject, 'typed');
});

afterAll(() => subject?.close());

const pods = (): string => podsPath(namespace);
const pod = (): string => podPath(namespace, 'typed');
const log = (): string => `${pod()}/log`;

const told = (answer: Answer): unknown[] => [answer.status, reasonIn(answer), messageIn(answer)];

describe('what a call sends', () => {
  const send = (method: string, path: string, type: string, body?: unknown): Promise<Answer> =>
    subject.wire.request(method, path, body, { 'Content-Type': type });
  const unsupported = [415, 'UnsupportedMediaType', '415: Unsupported Media Type'];
  const unknownFormat = [
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  ];

  test.each(['/version', '/api', '/api/v1', '/apis/apps/v1'])(
    'nothing, of a type that is no JSON: 415 at %s',
    async (path) => {
      expect(told(await send('GET', path, 'application/strategic-merge-patch+json'))).toEqual(unsupported);
      expect(told(await send('GET', path, 'text/plain'))).toEqual(unsupported);
      expect((await send('GET', path, 'application/json; charset=utf-8')).status).toBe(200);
    },
  );

  test.each<[string, () => string]>([
    ['/apis', () => '/apis'],
    ['/healthz', () => '/healthz'],
    ['pods', pods],
    ['a pod', pod],
    ['a log', log],
  ])('nothing, of whatever type: no matter at %s', async (_what, path) => {
    expect((await send('GET', path(), 'text/plain')).status).toBe(200);
  });

  test.each(['text/plain', 'application/strategic-merge-patch+json', 'application/xml', 'odd'])(
    'an object as %s is refused',
    async (type) => {
      expect(told(await send('POST', pods(), type, { metadata: { name: 'x' } }))).toEqual(unknownFormat);
      const put = await send('PUT', ephemeralPath(namespace, 'typed'), type, {});
      expect(told(put)).toEqual(unknownFormat);
    },
  );

  test('an object without a type is JSON', async () => {
    const answer = await send('POST', pods(), '', { metadata: { name: 'x' } });
    expect(told(answer)).toEqual([422, 'Invalid', 'Pod "x" is invalid: spec.containers: Required value']);
  });

  test.each(['text/plain', 'application/json', '', 'odd'])('a patch as "%s" is refused', async (type) => {
    const answer = await send('PATCH', ephemeralPath(namespace, 'typed'), type, { spec: {} });
    expect(told(answer)).toEqual(unsupported);
  });

  test('the options of a deletion are of a type that is known, too', async () => {
    const path = podPath(namespace, 'nope');
    expect(told(await send('DELETE', path, 'text/plain', {}))).toEqual(unknownFormat);
    expect((await send('DELETE', path, 'text/plain')).status).toBe(404);
  });
});

describe('what a call takes', () => {
  const take = (path: string, type: string): Promise<Answer> =>
    subject.wire.request('GET', path, undefined, { Accept: type });
  const notAcceptable = (available: string): unknown[] => [
    406,
    'NotAcceptable',
    `406: Not Acceptable\n\nAvailable representations: ${available}`,
  ];
  const usual = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
  const streams = 'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';

  test.each<[string, () => string, string]>([
    ['/version', () => '/version', 'application/json'],
    ['/api', () => '/api', usual],
    ['/api/v1', () => '/api/v1', usual],
    ['pods', pods, `${usual}, ${streams}`],
    ['a pod', pod, usual],
    ['a pod that is not there', () => podPath(namespace, 'nope'), usual],
    ['a log', log, `text/plain, ${usual}`],
  ])('%s has no other', async (_what, path, available) => {
    for (const type of ['application/xml', 'application/*', 'odd']) {
      expect(told(await take(path(), type))).toEqual(notAcceptable(available));
    }
    expect((await take(path(), 'text/html,application/xhtml+xml,*/*;q=0.8')).status).not.toBe(406);
    expect((await take(path(), 'application/xml, application/json')).status).not.toBe(406);
  });

  const only = [406, 'NotAcceptable', `only the following media types are accepted: ${usual}`];

  test('a log as text alone is refused, as an error could not be told so', async () => {
    expect(told(await take(log(), 'text/plain'))).toEqual(only);
    expect((await take(log(), 'text/plain, */*')).status).toBe(200);
  });

  test('an object as something that it cannot be', async () => {
    expect(told(await take(pods(), 'application/json;as=Odd;g=meta.k8s.io;v=v1'))).toEqual(only);
  });

  test('health is told in text, whatever is taken', async () => {
    expect(await take('/healthz', 'application/xml')).toEqual({ status: 200, body: 'ok' });
  });
});

describe('what nobody serves', () => {
  const get = (path: string): Promise<Answer> => subject.wire.request('GET', path);
  const status = [404, 'NotFound', 'the server could not find the requested resource'];

  test.each([
    '/api/v2',
    '/api/v1/nonesuches',
    '/apis/apps/v1beta1',
    '/apis/apps/v9/namespaces/default/deployments/x',
    '/apis/apps/v1/namespaces/default/nonesuches/x',
  ])('%s is a Status, as its group is there', async (path) => {
    expect(told(await get(path))).toEqual(status);
  });

  test.each([
    '/nosuch',
    '/apis/nosuch.example',
    '/apis/nosuch.example/v1',
    '/apis/nosuch.example/v1/namespaces/default/things/x',
  ])('%s is plain text', async (path) => {
    expect(await get(path)).toEqual({ status: 404, body: '404 page not found\n' });
  });

  test('a method of a path is 405', async () => {
    const answer = await subject.wire.request('POST', '/version', {}, { 'Content-Type': 'application/json' });
    const words = 'the server does not allow this method on the requested resource';
    expect(told(answer)).toEqual([405, 'MethodNotAllowed', words]);
  });
});
