import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Ask } from '../../../src/domain/asking/ask.ts';
import { digestOfPlan } from '../../../src/domain/request/plan.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, ASK, ASKED, BOB, ID, testPlan } from '../../helpers/request.ts';
import { POD } from '../../helpers/scripted-cluster.ts';
import { asked, type PrepareWorld, prepareWorld } from './prepare-world.ts';

let world: PrepareWorld;

beforeEach(() => {
  world = prepareWorld();
});

afterEach(() => world.stop());

describe('while Keyhole is frozen', () => {
  test('nothing is looked into, with who stopped it and why', async () => {
    await world.freeze.write({ by: BOB, reason: 'incident 42', at: 0 });
    expect(await world.prepared()).toMatchObject({
      outcome: 'refused',
      sentence: 'Keyhole was frozen by Bob: incident 42. Ask again once it is unfrozen.',
    });
    expect(world.cluster.findPod).not.toHaveBeenCalled();
  });

  test('and it is not known whether it is, the ask is left as it stands', async () => {
    await world.bring(ASKED);
    world.freeze.read = async () => Promise.reject(new Error('Redis is away'));
    await expect(world.prepare()).rejects.toThrow('Redis is away');
    expect(await world.record()).toMatchObject({ state: 'asked' });
    expect(world.cluster.findPod).not.toHaveBeenCalled();
  });

  test('until it is unfrozen', async () => {
    await world.freeze.write({ by: BOB, at: 0 });
    await world.freeze.clear();
    expect(await world.prepared()).toMatchObject({ state: 'pending' });
  });
});

/** Another request's change, which must count. */
async function changed(id: string, event: Event): Promise<void> {
  const { kind } = await world.requests.change(id, event);
  if (kind !== 'changed') throw new Error(`${event.type} was refused`);
}

describe('requests that are open on one pod', () => {
  const policy = (openPerPod: number) => testPolicy({}, { fairUse: { openPerPod } });

  /** Another's request on a pod of a cluster. */
  async function open(
    id: string,
    { uid = POD.uid, cluster = 'sandbox', ask = ASK }: { uid?: string; cluster?: string; ask?: Ask } = {},
  ): Promise<void> {
    const plan = testPlan(undefined, id, ask, { cluster, pod: { name: POD.name, uid, node: 'node1' } });
    await changed(id, { ...ASKED, ask, cluster });
    const event = { type: 'prepared', plan, digest: digestOfPlan(plan), warnings: [] } as const;
    await changed(id, event);
  }

  test('are as many as the policy lets be, and one more is refused with what to do', async () => {
    world.under(policy(2));
    await open('aaaaaaaaaa');
    await open('bbbbbbbbbb');
    const request = await world.prepared();
    expect(request).toMatchObject({
      state: 'ended',
      outcome: 'refused',
      sentence: `2 requests are open on the pod ${POD.name} already, as many as the policy lets be: wait until one ends and ask again.`,
    });
    expect(request).not.toHaveProperty('plan');
    expect(await world.journal()).toEqual(['asked', 'refused']);
  });

  test('count no more once they ended', async () => {
    world.under(policy(1));
    await open('aaaaaaaaaa');
    await world.requests.change('aaaaaaaaaa', { type: 'cancelled', by: ALICE });
    expect(await world.prepared()).toMatchObject({ state: 'pending' });
  });

  test('keep no emergency from starting, and it counts for those after it', async () => {
    const breakGlass = { requesters: ['on-call'], announce: 'C0SECURITY' };
    world.under(testPolicy({ breakGlass }, { fairUse: { openPerPod: 1 } }));
    await open('aaaaaaaaaa');
    const broken = await world.prepared(asked({ breakGlass: true, reason: 'outage' }));
    expect(broken).toMatchObject({
      state: 'approved',
      plan: { grant: { breakGlass: { announce: 'C0SECURITY' } } },
    });
    await world.requests.change('aaaaaaaaaa', { type: 'cancelled', by: ALICE });
    await changed('bbbbbbbbbb', ASKED);
    const plan = testPlan(undefined, 'bbbbbbbbbb', ASK, broken.plan && { pod: broken.plan.pod });
    const event = { type: 'prepared', plan, digest: digestOfPlan(plan), warnings: [] } as const;
    expect(await world.requests.change('bbbbbbbbbb', event, { onPod: 1 })).toMatchObject({
      code: 'too-many-on-pod',
    });
  });

  test('are not those on a pod that it replaced, nor on one of another cluster', async () => {
    world.under(policy(1));
    await open('aaaaaaaaaa', { uid: 'uid-before' });
    await open('bbbbbbbbbb', { cluster: 'other' });
    expect(await world.prepared()).toMatchObject({ state: 'pending' });
  });

  describe('where a debug container still runs', () => {
    const owner = 'aaaaaaaaaa';
    const { command: _command, ...firstLook }: Ask = ASK;
    const container = testPlan(undefined, owner, firstLook).container;

    beforeEach(async () => {
      world.under(policy(1));
      const lease = 'lease-of-owner';
      await open(owner, { ask: firstLook });
      for (const event of [
        { type: 'card-posted' },
        { type: 'reviewed', review: { reviewer: BOB, decision: 'approve', groups: ['sre'], at: 0 } },
        { type: 'starting', lease },
        { type: 'container-added', lease },
        { type: 'run-started', run: 0, lease },
        { type: 'active', lease },
      ] as const) {
        await changed(owner, event);
      }
      world.finds({
        kind: 'found',
        pod: { ...POD, existingDebugContainers: [{ running: true, container }] },
      });
    });

    test('it is offered instead of one too many', async () => {
      expect(await world.prepared()).toMatchObject({
        outcome: 'refused',
        sentence: `One request is open on the pod ${POD.name} already, as many as the policy lets be: wait until one ends and ask again, or use a debug container that runs there already (--reuse).`,
        choices: [{ label: `Use ${container.name}, which still runs`, change: { reuse: container.name } }],
      });
    });

    test('one that uses it adds none, so it is never one too many', async () => {
      expect(await world.prepared(asked({ reuse: container.name }))).toMatchObject({
        id: ID,
        state: 'pending',
        plan: { reused: true },
      });
    });
  });
});
