import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Wanted } from '../../src/domain/asking/ask.ts';
import { jsonType, sleeper } from './pods.ts';
import { openSession } from './session.ts';
import type { SessionWorld } from './session.ts';
import { until } from './wire.ts';

let world: SessionWorld;
let namespace: string;

beforeAll(async () => {
  world = await openSession('finding');
  ({ namespace } = world);
});

afterAll(() => world?.close());

describe('finding', () => {
  test('a pod by its name, with what an approver must know', async () => {
    expect(await world.pod()).toMatchObject({
      name: 'finding',
      node: expect.stringMatching(/./),
      phase: 'Running',
      ready: true,
      restarts: 0,
      defaultContainer: 'app',
      containers: [{ name: 'app', running: true, uid: 65532 }],
    });
  });

  test('the pod of a deployment, and the same by its label', async () => {
    const template = sleeper(world.subject, 'made') as { metadata: object; spec: object };
    const spec = { replicas: 1, selector: { matchLabels: { app: 'made' } }, template };
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const made = await world.subject.wire.request(
      'POST',
      path,
      { metadata: { name: 'made' }, spec },
      jsonType,
    );
    expect(made.status).toBe(201);
    const wanted: Wanted = { kind: 'workload', workload: 'deployment', name: 'made' };
    const search = await until(
      () => world.cluster.findPod({ namespace, wanted }),
      (one) => one.kind === 'found' && one.pod.ready,
      world.subject.patienceMs,
      200,
    );
    expect(search).toMatchObject({ kind: 'found', pod: { owner: 'Deployment made' } });
    const byLabel = await world.found({ kind: 'selector', selector: 'app=made' });
    expect(search).toMatchObject({ pod: { uid: byLabel.uid } });
  });

  test('no pod: the nearest name', async () => {
    const search = await world.cluster.findPod({ namespace, wanted: { kind: 'pod', name: 'fnding' } });
    expect(search).toMatchObject({ kind: 'none', nearest: expect.arrayContaining(['finding']) });
  });
});

describe('asking first whether it would work', () => {
  const options = { mode: 'exec', reused: false, alternatives: [] } as const;

  test('it would, and nothing was changed', async () => {
    const pod = await world.pod();
    const asked = { ...options, namespace, pod, container: world.container('asked00001') };
    expect(await world.cluster.preflight(asked)).toMatchObject({ kind: 'ok' });
    expect((await world.pod()).existingDebugContainers.map((one) => one.container.name)).not.toContain(
      'keyhole-asked00001',
    );
  });

  test('Pod Security refuses a profile, and another one passes', async () => {
    const { restricted } = world.subject.namespaces;
    const general = world.container('general001', { profile: { name: 'general', base: 'general' } });
    const alternatives = [{ profile: 'restricted', container: world.container('general001') }];
    const pod = await world.pod(restricted);
    const answer = await world.cluster.preflight({
      ...options,
      namespace: restricted,
      pod,
      container: general,
      alternatives,
    });
    expect(answer).toMatchObject({ kind: 'refused', passes: 'restricted' });
  });

  test('another pod of the same name is not taken for this one', async () => {
    const pod = { name: 'finding', uid: '00000000-0000-0000-0000-000000000000' };
    const answer = await world.cluster.preflight({
      ...options,
      namespace,
      pod,
      container: world.container('other00001'),
    });
    expect(answer.kind).toBe('refused');
  });
});
