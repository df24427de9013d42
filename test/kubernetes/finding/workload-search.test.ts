import { afterEach, describe, expect, test } from '@jest/globals';
import type { V1Pod } from '@kubernetes/client-node';
import { WORKLOAD_KINDS, type WorkloadKind } from '../../../src/domain/asking/ask.ts';
import type { FindPodOptions } from '../../../src/kubernetes/cluster.ts';
import { recordedPod } from '../recordings.ts';
import { given, type ScriptedReply, type SeenRequest, stopServers } from '../scripted-server.ts';

afterEach(stopServers);

const PATHS: Readonly<Record<WorkloadKind, string>> = {
  deployment: '/apis/apps/v1/namespaces/shop/deployments/',
  statefulset: '/apis/apps/v1/namespaces/shop/statefulsets/',
  daemonset: '/apis/apps/v1/namespaces/shop/daemonsets/',
  replicaset: '/apis/apps/v1/namespaces/shop/replicasets/',
  job: '/apis/batch/v1/namespaces/shop/jobs/',
};
const TITLES: Readonly<Record<WorkloadKind, string>> = {
  deployment: 'Deployment',
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
  replicaset: 'ReplicaSet',
  job: 'Job',
};

interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly uid?: string;
  readonly hash?: string;
}

function podOf(name: string, { kind, name: owner, uid = 'u1', hash }: Owner, from = 'happy'): V1Pod {
  const pod = recordedPod(from);
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      name,
      uid: `uid-of-${name}`,
      labels: { app: 'api', ...(hash !== undefined && { 'pod-template-hash': hash }) },
      ownerReferences: [{ apiVersion: 'x', kind, name: owner, uid, controller: true }],
    },
  };
}

const REPLICA_SET: Owner = { kind: 'ReplicaSet', name: 'api-7f9', hash: '7f9' };

function missing(kind: string): ScriptedReply {
  return { status: 404, body: { kind: 'Status', message: 'not found', details: { name: 'x', kind } } };
}

interface Shop {
  readonly pods?: readonly V1Pod[];
  readonly workload?: ScriptedReply;
  readonly list?: ScriptedReply;
  readonly namespace?: ScriptedReply;
}

/** A namespace with one workload, called `api`, of each kind. */
function shop({ pods = [], workload, list, namespace }: Shop) {
  const answer = ({ path }: SeenRequest): ScriptedReply => {
    const { pathname } = new URL(path, 'https://x');
    if (pathname === '/api/v1/namespaces/shop/pods')
      return list ?? { status: 200, body: { metadata: {}, items: pods } };
    if (pathname === '/api/v1/namespaces/shop')
      return namespace ?? { status: 200, body: { metadata: { name: 'shop' } } };
    if (workload) return workload;
    if (!Object.values(PATHS).some((start) => pathname === `${start}api`)) return missing('deployments');
    const spec = { replicas: 2, selector: { matchLabels: { app: 'api' } } };
    return { status: 200, body: { metadata: { name: 'api', uid: 'u1' }, spec } };
  };
  return given({ answer });
}

function workload(kind: WorkloadKind, name = 'api'): FindPodOptions {
  return { namespace: 'shop', wanted: { kind: 'workload', workload: kind, name } };
}

describe('the pod of a workload', () => {
  test.each(WORKLOAD_KINDS)('%s', async (kind) => {
    const own = kind === 'deployment' ? REPLICA_SET : { kind: TITLES[kind], name: 'api' };
    const { cluster, server } = await shop({ pods: [podOf('api-a', own), podOf('api-b', own, 'crashing')] });
    expect(await cluster.findPod(workload(kind))).toMatchObject({
      kind: 'found',
      pod: { name: 'api-b', uid: 'uid-of-api-b' },
      why: `2 pods of ${TITLES[kind]} api; this one is not ready (app: waiting (CrashLoopBackOff)).`,
    });
    expect(server.requests.map(({ path }) => decodeURIComponent(path))).toEqual([
      `${PATHS[kind]}api`,
      '/api/v1/namespaces/shop/pods?labelSelector=app=api&limit=500',
    ]);
  });

  test.each([
    ['deployment', { kind: 'ReplicaSet', name: 'apis-7f9', hash: '7f9' }, REPLICA_SET],
    ['deployment', { kind: 'ReplicaSet', name: 'api-7f9' }, REPLICA_SET],
    [
      'statefulset',
      { kind: 'StatefulSet', name: 'api', uid: 'of-an-older-one' },
      { kind: 'StatefulSet', name: 'api' },
    ],
    ['job', { kind: 'StatefulSet', name: 'api', uid: 'other' }, { kind: 'Job', name: 'api' }],
  ] as const)('of a %s: what only has its labels does not belong to it', async (kind, foreign, own) => {
    const { cluster } = await shop({ pods: [podOf('foreign', foreign, 'crashing'), podOf('own', own)] });
    expect(await cluster.findPod(workload(kind))).toMatchObject({
      kind: 'found',
      pod: { name: 'own' },
      why: expect.stringContaining('The only pod of'),
    });
  });

  test('that is scaled to zero, or has none for another reason', async () => {
    const zero = { metadata: { name: 'api', uid: 'u1' }, spec: { replicas: 0, selector: {} } };
    const { cluster } = await shop({ workload: { status: 200, body: zero } });
    expect(await cluster.findPod(workload('deployment'))).toEqual({
      kind: 'failed',
      sentence:
        'Deployment api in the namespace shop is scaled to zero, so it has no pod: scale it up, or ask for another.',
    });
    const { cluster: other } = await shop({ pods: [podOf('foreign', { kind: 'Job', name: 'x', uid: 'y' })] });
    expect(await other.findPod(workload('job'))).toEqual({
      kind: 'failed',
      sentence:
        'Job api in the namespace shop has no pod: look at `kubectl describe job api` for why, or ask for another.',
    });
  });
});

describe('a workload that is not there', () => {
  test('has near names among the owners of pods', async () => {
    const pods = [
      podOf('api-7f9-x', REPLICA_SET),
      podOf('api-7f9-y', REPLICA_SET),
      podOf('cart-0', { kind: 'StatefulSet', name: 'apis' }),
    ];
    const { cluster, server } = await shop({ pods });
    expect(await cluster.findPod(workload('deployment', 'aip'))).toEqual({
      kind: 'none',
      nearest: ['api'],
      namespaceExists: true,
    });
    expect(await cluster.findPod(workload('statefulset', 'aips'))).toMatchObject({ nearest: ['apis'] });
    expect(await cluster.findPod(workload('replicaset', 'api-7f8'))).toMatchObject({ nearest: ['api-7f9'] });
    expect(server.requests.every(({ path }) => !/deployments\?|statefulsets\?/.test(path))).toBe(true);
  });

  test('has none where pods may not be listed, or the namespace is not there either', async () => {
    const { cluster } = await shop({ list: { status: 403, body: '' } });
    expect(await cluster.findPod(workload('deployment', 'aip'))).toEqual({
      kind: 'none',
      nearest: [],
      namespaceExists: true,
    });
    const { cluster: nowhere } = await shop({ namespace: missing('namespaces') });
    expect(await nowhere.findPod(workload('deployment', 'aip'))).toEqual({
      kind: 'none',
      nearest: [],
      namespaceExists: false,
    });
  });

  test.each(['..', 'a/b', '', 'Ä', '../../../nodes'])('the name %j reads no other path', async (name) => {
    const { cluster, server } = await shop({ pods: [podOf('api-7f9-x', REPLICA_SET)] });
    expect(await cluster.findPod(workload('deployment', name))).toMatchObject({ kind: 'none' });
    for (const { path } of server.requests) expect(path).toMatch(/^\/api\/v1\/namespaces\/shop\/pods\?/);
  });
});

test('a right that is missing is named, and that a pod’s name does without', async () => {
  const message =
    'deployments.apps "api" is forbidden: User "keyhole" cannot get resource "deployments" in API group "apps" in the namespace "shop"';
  const { cluster } = await shop({ workload: { status: 403, body: { kind: 'Status', message } } });
  expect(await cluster.findPod(workload('deployment'))).toEqual({
    kind: 'failed',
    sentence:
      'The account keyhole may not get deployments in the namespace shop of test (403): have a role grant it that verb, or ask for a pod by its name.',
  });
});
