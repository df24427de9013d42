import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { listPodsOf } from '../../../src/jobs/inquiries/list-pods.ts';
import type { Cluster, FoundPod } from '../../../src/kubernetes/cluster.ts';
import { openPodLists, type PodListPlace, type PodLists } from '../../../src/requests/pod-lists.ts';
import { createRedactor } from '../../../src/transcript/redactor.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { POD, type ScriptedCluster, scriptedCluster } from '../../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from '../job-world.ts';

const PLACE: PodListPlace = { cluster: 'sandbox', namespace: 'shop' };
const SECRET = 'hunter2-hunter2-hunter2';
const redactor = createRedactor({ extraSecrets: [SECRET] });

let world: JobWorld;
let podLists: PodLists;
let cluster: ScriptedCluster;

beforeEach(() => {
  world = jobWorld();
  podLists = openPodLists({ redis: world.redis, prefix: world.prefix });
  cluster = scriptedCluster();
});

afterEach(() => world.stop());

const lists =
  (...pods: readonly FoundPod[]): Cluster['listPods'] =>
  async () => ({ kind: 'listed', pods, cut: false });
async function list(options: { place?: PodListPlace; policy?: Policy; signal?: AbortSignal } = {}) {
  const { place = PLACE, policy = testPolicy(), signal = new AbortController().signal } = options;
  const now = () => world.clock.now;
  const work = listPodsOf({ cluster, podLists, policy: () => policy, redactor, now });
  await work(await podLists.ask(place), signal);
  return podLists.read(place);
}

describe('the pods of a namespace', () => {
  test('are told as someone chooses by, without labels that no rule looks at', async () => {
    expect(await list()).toEqual({
      kind: 'pods',
      pods: [
        {
          pod: { name: POD.name, uid: POD.uid, node: POD.node, owner: POD.owner },
          phase: 'Running',
          ready: true,
          restarts: 0,
          containers: ['app'],
        },
      ],
      cut: false,
      at: 1_000_000,
    });
    expect(cluster.listPods.mock.calls).toMatchObject([[{ namespace: 'shop', most: 1_000 }]]);
    expect(cluster.readNamespace).not.toHaveBeenCalled();
  });

  test('come with the labels that a rule looks at', async () => {
    const match = { podLabels: { app: 'api' }, namespaceLabels: { team: 'shop' } };
    expect(await list({ policy: testPolicy({ match }) })).toMatchObject({
      pods: [{ pod: { labels: { app: 'api' }, namespaceLabels: { team: 'shop' } } }],
    });
  });

  test('that hold what looks like a secret are left out', async () => {
    cluster.listPods.mockImplementation(lists(POD, { ...POD, name: `job-${SECRET}` }));
    expect(await list()).toMatchObject({ pods: [{ pod: { name: POD.name } }] });
    expect(JSON.stringify(await podLists.read(PLACE))).not.toContain(SECRET);
  });

  test('are listed as the person where the cluster sees who asks', async () => {
    const sandbox = { ...policyDocument().clusters.sandbox, impersonate: { groups: ['debuggers'] } };
    const policy = testPolicy({}, { clusters: { sandbox } });
    await list({ policy, place: { ...PLACE, email: 'alice@example.com' } });
    expect(cluster.as.mock.calls).toEqual([[{ user: 'alice@example.com', groups: ['debuggers'] }]]);
    expect(await list({ policy, place: { ...PLACE, email: '' } })).toMatchObject({
      kind: 'failed',
      sentence: expect.stringContaining('the address in your Slack profile, and it shows none'),
    });
    expect(cluster.listPods).toHaveBeenCalledTimes(1);
  });
});

describe('a list', () => {
  test('is asked for again when it is ten seconds old', async () => {
    await list();
    world.clock.now += 9_999;
    await list();
    expect(cluster.listPods).toHaveBeenCalledTimes(1);
    world.clock.now += 1;
    expect(await list()).toMatchObject({ at: world.clock.now });
    expect(cluster.listPods).toHaveBeenCalledTimes(2);
  });

  test.each<[string, Partial<Cluster>, object]>([
    [
      'the cluster does not tell says so',
      { listPods: async () => ({ kind: 'failed', sentence: 'It is away.' }) },
      { kind: 'failed', sentence: 'It is away.' },
    ],
    [
      'of a namespace whose labels cannot be read says so',
      { readNamespace: async () => ({ kind: 'failed', sentence: 'May not.' }) },
      { kind: 'failed', sentence: 'May not.' },
    ],
    [
      'of a namespace that is not there is empty',
      { readNamespace: async () => ({ kind: 'none' }) },
      { kind: 'pods', pods: [], cut: false },
    ],
  ])('that %s', async (_name, script, expected) => {
    cluster = scriptedCluster(script);
    const policy = testPolicy({ match: { namespaceLabels: { team: 'shop' } } });
    expect(await list({ policy })).toEqual({ ...expected, at: 1_000_000 });
  });

  test('that a stopping worker has is nobody’s, nor one of another cluster, nor one that nobody asked for', async () => {
    const stop = new AbortController();
    cluster.listPods.mockImplementation(async () => {
      stop.abort();
      return { kind: 'failed', sentence: 'The call was ended.' };
    });
    expect(await list({ signal: stop.signal })).toBeUndefined();
    expect(await list({ place: { ...PLACE, cluster: 'prod' } })).toBeUndefined();
    const now = () => world.clock.now;
    const work = listPodsOf({ cluster, podLists, policy: () => testPolicy(), redactor, now });
    await work('0123456789', new AbortController().signal);
    expect(cluster.listPods).toHaveBeenCalledTimes(1);
  });
});
