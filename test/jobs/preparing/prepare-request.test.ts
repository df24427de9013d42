import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { digestOfPlan } from '../../../src/domain/request/plan.ts';
import { ASKED_LIMIT_MS } from '../../../src/domain/request/review-steps.ts';
import { ALICE, ASK, ASKED, ID, testPlan } from '../../helpers/request.ts';
import { POD } from '../../helpers/scripted-cluster.ts';
import { asked, named, type PrepareWorld, prepareWorld } from './prepare-world.ts';

let world: PrepareWorld;

/** The container of `testPlan()` under the other profile that its rule allows. */
function underRestricted() {
  const { grant } = testPlan();
  const profile = { name: 'restricted', base: 'restricted' } as const;
  return testPlan(undefined, ID, ASK, { grant: { ...grant, profile } }).container;
}

beforeEach(() => {
  world = prepareWorld();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await world.stop();
});

describe('an ask that can work', () => {
  test('becomes the plan that was tried on the cluster, bound by its digest', async () => {
    const request = await world.prepared();
    expect(request).toMatchObject({ state: 'pending', plan: testPlan(), warnings: [] });
    expect(request.digest).toBe(digestOfPlan(testPlan()));
    expect(world.cluster.findPod).toHaveBeenCalledWith({
      namespace: 'shop',
      wanted: ASK.wanted,
      signal: expect.any(AbortSignal),
    });
    expect(world.cluster.preflight).toHaveBeenCalledWith({
      namespace: 'shop',
      pod: POD,
      container: testPlan().container,
      mode: 'exec',
      reused: false,
      alternatives: [{ profile: 'restricted', container: underRestricted() }],
      signal: expect.any(AbortSignal),
    });
  });

  test('keeps the namespace and the target that were asked for', async () => {
    const { plan } = await world.prepared(asked({ namespace: 'shop-eu', target: 'sidecar' }));
    expect(plan).toMatchObject({ namespace: 'shop-eu', container: { targetContainerName: 'sidecar' } });
    expect(world.cluster.findPod.mock.calls[0]?.[0].namespace).toBe('shop-eu');
  });

  test('hands on what the cluster warns of', async () => {
    world.cluster.preflight.mockResolvedValue({ kind: 'ok', warnings: ['It would violate "restricted".'] });
    expect(await world.prepared()).toMatchObject({
      state: 'pending',
      warnings: ['It would violate "restricted".'],
    });
  });

  const crashing = named('api-1', {
    containers: [
      { name: 'sidecar', ready: true, running: true, state: 'running', volumeMounts: [] },
      { name: 'app', ready: false, running: false, state: 'waiting (CrashLoopBackOff)', volumeMounts: [] },
    ],
  });

  test('beside a container that does not run has no target, and says so before other warnings', async () => {
    world.finds({ kind: 'found', pod: crashing });
    world.cluster.preflight.mockResolvedValue({ kind: 'ok', warnings: ['another'] });
    const { plan, warnings } = await world.prepared(asked({ profile: 'general' }));
    expect(plan).not.toHaveProperty('target');
    expect(plan?.container).not.toHaveProperty('targetContainerName');
    expect(warnings).toEqual([
      "The container app is waiting (CrashLoopBackOff), so the debug container shares the pod's network but sees no process of it.",
      'another',
    ]);
  });

  test('with a target of its own needs no such warning', async () => {
    world.finds({ kind: 'found', pod: crashing });
    const { plan, warnings } = await world.prepared(asked({ target: 'sidecar' }));
    expect(plan?.container.targetContainerName).toBe('sidecar');
    expect(warnings).toEqual([]);
  });
});

describe('time', () => {
  test('a cluster that never answers is told of, before the ask itself runs out', async () => {
    const late = new AbortController();
    const deadline = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal);
    world.cluster.findPod.mockImplementation(async ({ signal }) => {
      late.abort();
      return { kind: 'failed', sentence: `The call was ended: ${signal?.aborted}` };
    });
    expect(await world.prepared()).toMatchObject({
      outcome: 'refused',
      sentence: 'The cluster sandbox did not answer within 15 s: try again in a moment.',
    });
    expect(deadline.mock.calls).toEqual([[15_000]]);
    expect(ASKED_LIMIT_MS).toBeGreaterThan(15_000);
    expect(world.cluster.findPod.mock.calls[0]?.[0].signal?.aborted).toBe(true);
  });

  test('a worker that stops leaves the ask to another, whatever it heard last', async () => {
    await world.bring(ASKED);
    const stop = new AbortController();
    world.cluster.findPod.mockImplementationOnce(async ({ signal }) => {
      stop.abort();
      return { kind: 'failed', sentence: `The call was ended: ${signal?.aborted}` };
    });
    await expect(world.prepare(stop.signal)).rejects.toMatchObject({ code: 'stopping' });
    expect(world.cluster.findPod.mock.calls[0]?.[0].signal?.aborted).toBe(true);
    expect(await world.record()).toMatchObject({ state: 'asked', version: 1 });
    await world.prepare();
    expect(await world.record()).toMatchObject({ state: 'pending' });
  });

  test('an ask that ran out meanwhile stays ended, and one that was looked into is not looked into again', async () => {
    await world.bring(ASKED);
    world.cluster.findPod.mockImplementation(async () => {
      await world.bring({ type: 'cancelled', by: ALICE });
      return { kind: 'found', pod: POD };
    });
    await world.prepare();
    await world.prepare();
    expect(await world.journal()).toEqual(['asked', 'cancelled']);
    expect(world.cluster.findPod).toHaveBeenCalledTimes(1);
  });
});
