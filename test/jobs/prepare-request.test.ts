import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Ask } from '../../src/domain/ask.ts';
import { digestOfPlan } from '../../src/domain/plan.ts';
import type { Event, Request } from '../../src/domain/request.ts';
import { ASKED_LIMIT_MS } from '../../src/domain/transition.ts';
import { prepareRequest } from '../../src/jobs/prepare-request.ts';
import type { Cluster, FoundPod, PodSearch } from '../../src/kubernetes/cluster.ts';
import { testPolicy } from '../helpers/policy.ts';
import { ALICE, ASK, ASKED, ID, MALLORY, testPlan } from '../helpers/request.ts';
import { POD, scriptedCluster } from '../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from './job-world.ts';

let world: JobWorld;
let cluster: jest.Mocked<Cluster>;

beforeEach(() => {
  world = jobWorld();
  cluster = scriptedCluster();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await world.stop();
});

function asked(changes: Partial<Ask>, requester = ALICE): Event {
  return {
    type: 'asked',
    requester,
    place: { team: 'T0', channel: 'C0' },
    ask: { ...ASK, ...changes },
    cluster: 'sandbox',
  };
}

const prepare = (signal = new AbortController().signal) =>
  prepareRequest({ requests: world.requests, cluster, policy: () => testPolicy() })(ID, signal);

async function prepared(event: Event = ASKED): Promise<Request> {
  await world.bring(event);
  await prepare();
  return world.record();
}

const named = (name: string, changes: Partial<FoundPod> = {}): FoundPod => ({ ...POD, name, ...changes });
const names = (count: number) => Array.from({ length: count }, (_each, index) => `web-${index}`);
const finds = (search: PodSearch) => cluster.findPod.mockResolvedValue(search);

describe('an ask that can work', () => {
  test('becomes the plan that was tried on the cluster, bound by its digest', async () => {
    const request = await prepared();
    expect(request).toMatchObject({ state: 'pending', plan: testPlan(), warnings: [] });
    expect(request.digest).toBe(digestOfPlan(testPlan()));
    expect(cluster.findPod).toHaveBeenCalledWith('shop', 'api-7f9', expect.any(AbortSignal));
    expect(cluster.preflight).toHaveBeenCalledWith({
      namespace: 'shop',
      pod: POD,
      container: testPlan().container,
      signal: expect.any(AbortSignal),
    });
  });

  test('keeps the namespace and the target that were asked for', async () => {
    const { plan } = await prepared(asked({ namespace: 'shop-eu', target: 'sidecar' }));
    expect(plan).toMatchObject({ namespace: 'shop-eu', container: { targetContainerName: 'sidecar' } });
    expect(cluster.findPod.mock.calls[0]?.[0]).toBe('shop-eu');
  });

  test('hands on what the cluster warns of', async () => {
    cluster.preflight.mockResolvedValue({ kind: 'ok', warnings: ['It would violate "restricted".'] });
    expect(await prepared()).toMatchObject({ state: 'pending', warnings: ['It would violate "restricted".'] });
  });

  const crashing = named('api-1', {
    containers: [
      { name: 'sidecar', ready: true, running: true, state: 'running' },
      { name: 'app', ready: false, running: false, state: 'waiting (CrashLoopBackOff)' },
    ],
  });

  test('beside a container that does not run has no target, and says so before other warnings', async () => {
    finds({ kind: 'found', pod: crashing });
    cluster.preflight.mockResolvedValue({ kind: 'ok', warnings: ['another'] });
    const { plan, warnings } = await prepared();
    expect(plan?.container).not.toHaveProperty('targetContainerName');
    expect(warnings).toEqual([
      "The container app is waiting (CrashLoopBackOff), so the debug container shares the pod's network but sees no process of it.",
      'another',
    ]);
  });

  test('with a target of its own needs no such warning', async () => {
    finds({ kind: 'found', pod: crashing });
    const { plan, warnings } = await prepared(asked({ target: 'sidecar' }));
    expect(plan?.container.targetContainerName).toBe('sidecar');
    expect(warnings).toEqual([]);
  });
});

describe('an ask that cannot work', () => {
  test.each<[string, Event]>([
    ['is for requests by on-call', asked({}, MALLORY)],
    ['is for the namespaces shop, shop-*', asked({ namespace: 'payments' })],
    ['not in the policy', asked({ image: 'alpine' })],
    ['allows the profiles general, restricted', asked({ profile: 'sysadmin' })],
  ])('is refused by policy (%s) before the cluster is asked', async (sentence, event) => {
    expect(await prepared(event)).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining(sentence),
    });
    expect(cluster.findPod).not.toHaveBeenCalled();
    expect(cluster.preflight).not.toHaveBeenCalled();
  });

  test('is refused in the words of the cluster', async () => {
    finds({ kind: 'failed', sentence: 'The cluster sandbox answered 503.' });
    expect(await prepared()).toMatchObject({
      outcome: 'refused',
      sentence: 'The cluster sandbox answered 503.',
    });
    expect(cluster.preflight).not.toHaveBeenCalled();
  });

  test('is refused when its rehearsal is', async () => {
    cluster.preflight.mockResolvedValue({ kind: 'refused', sentence: 'Keyhole may not patch there.' });
    const request = await prepared();
    expect(request).toMatchObject({ outcome: 'refused', sentence: 'Keyhole may not patch there.' });
    expect(request).not.toHaveProperty('plan');
  });

  test('offers the nearest names when no pod fits', async () => {
    finds({ kind: 'none', nearest: ['cart-0', 'cart-1'] });
    expect(await prepared(asked({ pod: 'crat-0' }))).toMatchObject({
      outcome: 'refused',
      sentence:
        'No pod in the namespace shop of sandbox begins with crat-0. The nearest names are these; pick one, or name the namespace with -n.',
      choices: [{ pod: 'cart-0' }, { pod: 'cart-1' }],
    });
  });

  test('says what to do when there is no name near it', async () => {
    finds({ kind: 'none', nearest: [] });
    expect(await prepared()).toMatchObject({
      sentence:
        'No pod in the namespace shop of sandbox begins with api-7f9: check the name, or name the namespace with -n.',
      choices: [],
    });
  });

  test('offers the pods that fit, and what to know of them', async () => {
    finds({
      kind: 'several',
      pods: [named('web-0'), named('web-1', { ready: false, phase: 'Pending' })],
      total: 2,
    });
    expect(await prepared(asked({ pod: 'web' }))).toMatchObject({
      outcome: 'refused',
      sentence: '2 pods in the namespace shop of sandbox begin with web. Pick one.',
      choices: [{ pod: 'web-0' }, { pod: 'web-1', note: 'Pending, not ready' }],
    });
  });

  test('offers eight at the most and says that there are more', async () => {
    finds({ kind: 'several', pods: names(10).map((name) => named(name)), total: 40 });
    expect(await prepared(asked({ pod: 'web' }))).toMatchObject({
      sentence:
        '40 pods in the namespace shop of sandbox begin with web. Pick one, or write more of the name: the first 8 are shown.',
      choices: names(8).map((pod) => ({ pod })),
    });
  });
});

describe('time', () => {
  test('a cluster that never answers is told of, before the ask itself runs out', async () => {
    const late = new AbortController();
    const deadline = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal);
    cluster.findPod.mockImplementation(async (_namespace, _name, signal) => {
      late.abort();
      return { kind: 'failed', sentence: `The call was ended: ${signal?.aborted}` };
    });
    expect(await prepared()).toMatchObject({
      outcome: 'refused',
      sentence: 'The cluster sandbox did not answer within 15 s: try again in a moment.',
    });
    expect(deadline.mock.calls).toEqual([[15_000]]);
    expect(ASKED_LIMIT_MS).toBeGreaterThan(15_000);
    expect(cluster.findPod.mock.calls[0]?.[2]?.aborted).toBe(true);
  });

  test('a worker that stops leaves the ask to another, whatever it heard last', async () => {
    await world.bring(ASKED);
    const stop = new AbortController();
    cluster.findPod.mockImplementationOnce(async (_namespace, _name, signal) => {
      stop.abort();
      return { kind: 'failed', sentence: `The call was ended: ${signal?.aborted}` };
    });
    await expect(prepare(stop.signal)).rejects.toMatchObject({ code: 'stopping' });
    expect(cluster.findPod.mock.calls[0]?.[2]?.aborted).toBe(true);
    expect(await world.record()).toMatchObject({ state: 'asked', version: 1 });
    await prepare();
    expect(await world.record()).toMatchObject({ state: 'pending' });
  });

  test('an ask that ran out meanwhile stays ended, and one that was looked into is not looked into again', async () => {
    await world.bring(ASKED);
    cluster.findPod.mockImplementation(async () => {
      await world.bring({ type: 'cancelled', by: ALICE });
      return { kind: 'found', pod: POD };
    });
    await prepare();
    await prepare();
    expect(await world.journal()).toEqual(['asked', 'cancelled']);
    expect(cluster.findPod).toHaveBeenCalledTimes(1);
  });
});
