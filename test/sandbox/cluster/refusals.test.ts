import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster } from '../../../src/sandbox/cluster/server.ts';
import type { SandboxCluster } from '../../../src/sandbox/cluster/server.ts';
import { WireClient } from './client.ts';
import { essence, recording, replay, replayExec } from './recordings.ts';
import type { Exchange } from './recordings.ts';
import { recordedWorld } from './recorded-world.ts';

const isExec = ({ request }: Exchange): boolean => request.method.includes('WebSocket');
const told = (one: Exchange, index: number): string => one.note ?? `${index}: ${one.request.path}`;

let cluster: SandboxCluster;

beforeAll(async () => {
  const pods = { groups: [''], resources: ['pods'], verbs: ['get', 'list'] };
  cluster = await startCluster({
    world: recordedWorld,
    roles: [
      { name: 'x-get', rules: [pods, { groups: [''], resources: ['pods/exec'], verbs: ['get'] }] },
      { name: 'x-create', rules: [pods, { groups: [''], resources: ['pods/exec'], verbs: ['create'] }] },
    ],
  });
});

afterAll(() => cluster.stop());

describe('the API refuses as the recorded server did', () => {
  // The recorded answer ends with a diff of the whole pod, which the sandbox does not make up.
  const direct = 'not through the subresource';
  const validation = recording('validation-errors').filter((one) => one.note !== direct);

  test.each(validation.map((one, index) => [told(one, index), one] as const))(
    'validation: %s',
    async (_name, one) => {
      const answer = await replay(new WireClient(cluster), one);
      expect(essence(answer)).toEqual(essence(one.response));
    },
  );

  test.each(recording('patch-flavours').map((one, index) => [told(one, index), one] as const))(
    'patch flavours: %s',
    async (_name, one) => {
      const answer = await replay(new WireClient(cluster), one);
      expect(essence(answer)).toEqual(essence(one.response));
    },
  );

  test('a spec changed through the pod itself is told to use another way', async () => {
    const one = recording('validation-errors').find(({ note }) => note === direct);
    const answer = await replay(new WireClient(cluster), one as Exchange);
    const body = one?.response.body as { message: string };
    expect(answer.status).toBe(one?.response.status);
    expect((answer.body as { message: string }).message).toBe(body.message.split('\n')[0]);
  });
});

describe('input from strangers', () => {
  test.each([
    ['a path that is no URL', 'GET', '//', undefined],
    ['a malformed escape', 'GET', '/api/v1/namespaces/shop/pods/%zz', undefined],
    ['a resource that is not served', 'GET', '/api/v1/namespaces/shop/secrets', undefined],
  ])('%s is 404', async (_name, method, path, body) => {
    expect((await new WireClient(cluster).request(method, path, body)).status).toBe(404);
  });

  test('a patch that reaches for prototypes is refused', async () => {
    const path = '/api/v1/namespaces/shop/pods/images/ephemeralcontainers';
    const patch = [{ op: 'add', path: '/__proto__/polluted', value: true }];
    const headers = { 'Content-Type': 'application/json-patch+json' };
    expect((await new WireClient(cluster).request('PATCH', path, patch, headers)).status).toBe(422);
    expect('polluted' in {}).toBe(false);
  });

  test('a verb that a resource does not have is 405', async () => {
    const answer = await new WireClient(cluster).request('PUT', '/api/v1/namespaces/shop/pods/images', {});
    expect(answer.status).toBe(405);
  });
});

describe('Pod Security judges the whole pod', () => {
  test.each(recording('pod-security').map((one, index) => [told(one, index), one] as const))(
    '%s',
    async (_name, one) => {
      const client = new WireClient(cluster);
      if (!isExec(one)) {
        expect(essence(await replay(client, one))).toEqual(essence(one.response));
        return;
      }
      const answer = await replayExec(client, one);
      if (answer.kind === 'refused') throw new Error(JSON.stringify(answer));
      const out = answer.frames.filter((frame) => frame.channel === 1).map((frame) => frame.data.toString());
      expect(out.join('')).toBe('uid=1000 gid=0 groups=0\n');
    },
  );
});

describe('rights', () => {
  const forbidden = recording('authorization-errors').slice(0, 4);

  test.each(forbidden.map((one, index) => [told(one, index), one] as const))(
    'a service account without rights: %s',
    async (_name, one) => {
      const client = new WireClient(cluster, 'nobody');
      const answer = isExec(one) ? await client.exec(one.request.path) : await replay(client, one);
      if (!('status' in answer)) throw new Error('exec was allowed');
      expect(essence(answer)).toEqual(essence(one.response));
    },
  );

  test('a token that nobody issued is 401', async () => {
    const one = recording('authorization-errors')[4] as Exchange;
    const headers = { Authorization: 'Bearer not-a-token' };
    const answer = await new WireClient(cluster).request('GET', one.request.path, undefined, headers);
    expect(essence(answer)).toEqual(essence(one.response));
  });

  test.each([
    ['nobody', 'impersonation without the right'],
    ['admin', 'impersonation allowed, but jane may not'],
  ])('acting as somebody else: %s', async (user, note) => {
    const one = recording('authorization-errors').find((candidate) => candidate.note === note) as Exchange;
    const headers = { 'Impersonate-User': 'jane@example.com' };
    const answer = await new WireClient(cluster, user).request('GET', one.request.path, undefined, headers);
    const recorded = JSON.stringify(essence(one.response)).replaceAll(':bot', `:${user}`);
    expect(JSON.stringify(essence(answer))).toBe(recorded);
  });

  test.each([
    ['x-get', 'only verb get'],
    ['x-create', 'only verb create'],
  ])('exec needs get and create: %s', async (user, note) => {
    const one = recording('exec-verb').find((candidate) => candidate.note === note) as Exchange;
    const answer = await new WireClient(cluster, user).exec(one.request.path);
    if (answer.kind === 'exec') throw new Error('exec was allowed');
    expect(essence(answer)).toEqual(essence(one.response));
  });

  test('the bot has the least rights: it may debug, and neither delete nor read a secret', async () => {
    const client = new WireClient(cluster, 'keyhole');
    const review = async (verb: string, resource: string, subresource = ''): Promise<unknown> => {
      const resourceAttributes = { namespace: 'shop', verb, resource, subresource };
      const answer = await client.request(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        { spec: { resourceAttributes } },
        { 'Content-Type': 'application/json' },
      );
      return (answer.body as { status: { allowed: boolean } }).status.allowed;
    };
    expect(await review('patch', 'pods', 'ephemeralcontainers')).toBe(true);
    expect(await review('create', 'pods', 'exec')).toBe(true);
    expect(await review('delete', 'pods')).toBe(false);
    expect(await review('get', 'secrets')).toBe(false);
    expect((await client.request('DELETE', '/api/v1/namespaces/shop/pods/happy')).status).toBe(403);
  });
});
