import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '../../src/domain/request.ts';
import { MALLORY } from '../helpers/request.ts';
import { asked, named, type PrepareWorld, prepareWorld } from './prepare-world.ts';

const names = (count: number) => Array.from({ length: count }, (_each, index) => `web-${index}`);

let world: PrepareWorld;

beforeEach(() => {
  world = prepareWorld();
});

afterEach(() => world.stop());

describe('an ask that cannot work', () => {
  test.each<[string, Event]>([
    ['is for requests by on-call', asked({}, MALLORY)],
    ['is for the namespaces shop, shop-*', asked({ namespace: 'payments' })],
    ['not in the policy', asked({ image: 'alpine' })],
    ['allows the profiles general, restricted', asked({ profile: 'sysadmin' })],
  ])('is refused by policy (%s) before the cluster is asked', async (sentence, event) => {
    expect(await world.prepared(event)).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining(sentence),
    });
    expect(world.cluster.findPod).not.toHaveBeenCalled();
    expect(world.cluster.preflight).not.toHaveBeenCalled();
  });

  test('is refused in the words of the cluster', async () => {
    world.finds({ kind: 'failed', sentence: 'The cluster sandbox answered 503.' });
    expect(await world.prepared()).toMatchObject({
      outcome: 'refused',
      sentence: 'The cluster sandbox answered 503.',
    });
    expect(world.cluster.preflight).not.toHaveBeenCalled();
  });

  test('is refused when its rehearsal is', async () => {
    world.cluster.preflight.mockResolvedValue({ kind: 'refused', sentence: 'Keyhole may not patch there.' });
    const request = await world.prepared();
    expect(request).toMatchObject({ outcome: 'refused', sentence: 'Keyhole may not patch there.' });
    expect(request).not.toHaveProperty('plan');
  });

  test('offers the nearest names when no pod fits', async () => {
    world.finds({ kind: 'none', nearest: ['cart-0', 'cart-1'] });
    expect(await world.prepared(asked({ pod: 'crat-0' }))).toMatchObject({
      outcome: 'refused',
      sentence:
        'No pod in the namespace shop of sandbox begins with crat-0. The nearest names are these; pick one, or name the namespace with -n.',
      choices: [{ pod: 'cart-0' }, { pod: 'cart-1' }],
    });
  });

  test('says what to do when there is no name near it', async () => {
    world.finds({ kind: 'none', nearest: [] });
    expect(await world.prepared()).toMatchObject({
      sentence:
        'No pod in the namespace shop of sandbox begins with api-7f9: check the name, or name the namespace with -n.',
      choices: [],
    });
  });

  test('offers the pods that fit, and what to know of them', async () => {
    world.finds({
      kind: 'several',
      pods: [named('web-0'), named('web-1', { ready: false, phase: 'Pending' })],
      total: 2,
    });
    expect(await world.prepared(asked({ pod: 'web' }))).toMatchObject({
      outcome: 'refused',
      sentence: '2 pods in the namespace shop of sandbox begin with web. Pick one.',
      choices: [{ pod: 'web-0' }, { pod: 'web-1', note: 'Pending, not ready' }],
    });
  });

  test('offers eight at the most and says that there are more', async () => {
    world.finds({ kind: 'several', pods: names(10).map((name) => named(name)), total: 40 });
    expect(await world.prepared(asked({ pod: 'web' }))).toMatchObject({
      sentence:
        '40 pods in the namespace shop of sandbox begin with web. Pick one, or write more of the name: the first 8 are shown.',
      choices: names(8).map((pod) => ({ pod })),
    });
  });
});
