import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../../src/sandbox/cluster/server.ts';
import { WireClient } from '../client.ts';
import { recordedWorld } from '../recorded-world.ts';

let cluster: SandboxCluster;
let client: WireClient;

beforeAll(async () => {
  cluster = await startCluster({ world: recordedWorld });
  client = new WireClient(cluster);
});

afterAll(() => cluster.stop());

const pods = '/api/v1/namespaces/shop/pods';
const pod = `${pods}/happy`;
const json = { 'Content-Type': 'application/json' };

const noSuchResource = [404, 'NotFound', 'the server could not find the requested resource'];
const noSuchMethod = [
  405,
  'MethodNotAllowed',
  'the server does not allow this method on the requested resource',
];
const notAcceptable = [406, 'NotAcceptable', 'only the following media types are accepted: application/json'];
const unknownFormat = [
  415,
  'UnsupportedMediaType',
  'the body of the request was in an unknown format - accepted media types include: application/json',
];

async function told(method: string, path: string, body: unknown, headers: object): Promise<unknown[]> {
  const answer = await client.request(method, path, body, headers as Record<string, string>);
  expect(answer.body).toMatchObject({ kind: 'Status', status: 'Failure', code: answer.status });
  const { reason, message } = answer.body as { reason: string; message: string };
  return [answer.status, reason, message];
}

describe('what the sandbox does not serve is not there', () => {
  test.each([
    ['attach', 'POST', `${pod}/attach?stdout=true`],
    ['portforward', 'POST', `${pod}/portforward?ports=80`],
    ['proxy', 'GET', `${pod}/proxy/healthz`],
    ['eviction', 'POST', `${pod}/eviction`],
    ['a pod’s status', 'GET', `${pod}/status`],
    ['a resource of the core group', 'GET', '/api/v1/namespaces/shop/secrets'],
    ['a resource of a group that is served', 'GET', '/apis/apps/v1/namespaces/shop/controllerrevisions'],
    ['an old version of a group', 'GET', '/apis/apps/v1beta1/namespaces/shop/deployments'],
    ['a version that never was', 'GET', '/api/v2/namespaces/shop/pods'],
  ])('%s', async (_what, method, path) => {
    expect(await told(method, path, undefined, json)).toEqual(noSuchResource);
  });

  test.each([
    ['another group', '/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies'],
    ['a group that nobody has', '/apis/nosuch.example.com/v1'],
    ['metrics', '/metrics'],
  ])('in plain text: %s', async (_what, path) => {
    expect(await client.request('GET', path)).toEqual({ status: 404, body: '404 page not found\n' });
  });

  test.each([
    ['attach', `${pod}/attach?stdout=true`],
    ['portforward', `${pod}/portforward`],
    ['a watch', `${pods}?watch=true`],
  ])('neither by WebSocket: %s', async (_what, path) => {
    const answer = await client.exec(path);
    expect(answer).toMatchObject({ kind: 'refused', status: 404, body: { message: noSuchResource[2] } });
  });
});

describe('a verb that a resource does not have', () => {
  test.each([
    ['replacing a pod', 'PUT', pod],
    ['creating under a name', 'POST', pod],
    ['deleting all pods', 'DELETE', pods],
    ['patching a log', 'PATCH', `${pod}/log`],
    ['deleting ephemeral containers', 'DELETE', `${pod}/ephemeralcontainers`],
  ])('%s', async (_what, method, path) => {
    expect(await told(method, path, {}, json)).toEqual(noSuchMethod);
  });
});

describe('formats other than JSON', () => {
  test.each([
    ['protobuf', pod, 'application/vnd.kubernetes.protobuf'],
    ['YAML', pods, 'application/yaml'],
    ['a table', pods, 'application/json;as=Table;v=v1;g=meta.k8s.io'],
  ])('are not answered: %s', async (_what, path, accept) => {
    expect(await told('GET', path, undefined, { Accept: accept })).toEqual(notAcceptable);
  });

  test.each([
    ['with JSON as the second choice', 'application/vnd.kubernetes.protobuf,application/json'],
    ['with everything', '*/*'],
    [
      'with a table and JSON, as kubectl asks',
      'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
    ],
  ])('are no matter %s', async (_what, accept) => {
    expect((await client.request('GET', pods, undefined, { Accept: accept })).status).toBe(200);
  });

  test.each([
    ['protobuf', 'application/vnd.kubernetes.protobuf'],
    ['YAML', 'application/yaml'],
  ])('are not read: %s', async (_what, type) => {
    expect(await told('POST', pods, 'spec: {}', { 'Content-Type': type })).toEqual(unknownFormat);
  });

  test.each([pod, `${pod}/ephemeralcontainers`])('server-side apply of %s is no patch', async (path) => {
    const headers = { 'Content-Type': 'application/apply-patch+yaml' };
    const answer = await told('PATCH', `${path}?fieldManager=me`, 'spec: {}', headers);
    expect(answer).toEqual([415, 'UnsupportedMediaType', '415: Unsupported Media Type']);
  });
});

describe('exec', () => {
  test.each(['GET', 'POST'])('by %s without an upgrade', async (method) => {
    const answer = await told(method, `${pod}/exec?command=id&stdout=true`, undefined, json);
    expect(answer).toEqual([400, 'BadRequest', 'Upgrade request required']);
  });

  test.each(['channel.k8s.io', 'base64.channel.k8s.io', 'v9.example.com'])(
    'with the protocol %s',
    async (protocol) => {
      const answer = await client.exec(`${pod}/exec?command=id&stdout=true`, { protocols: [protocol] });
      expect(answer).toMatchObject({ kind: 'refused', status: 403, body: '' });
    },
  );

  test('without any stream', async () => {
    const answer = await client.exec(`${pod}/exec?command=id`);
    const message = 'you must specify at least 1 of stdin, stdout, stderr';
    expect(answer).toMatchObject({ kind: 'refused', status: 400, body: { reason: 'BadRequest', message } });
  });
});
