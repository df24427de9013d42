import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Wanted } from '../../../src/domain/asking/ask.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { MALLORY } from '../../helpers/request.ts';
import { asked, named, type PrepareWorld, prepareWorld } from './prepare-world.ts';

const names = (count: number) => Array.from({ length: count }, (_each, index) => `web-${index}`);

const chosen = (name: string) => ({ label: name, change: { wanted: { kind: 'pod', name } } });

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
    ['leave out --volumes', asked({ volumes: true })],
    ['--timeout', asked({ timeoutSeconds: 3600 })],
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

  test('is offered with a profile that the cluster admits', async () => {
    world.cluster.preflight.mockResolvedValue({
      kind: 'refused',
      sentence: 'Pod Security refuses the profile general.',
      passes: 'restricted',
    });
    expect(await world.prepared()).toMatchObject({
      outcome: 'refused',
      sentence: 'Pod Security refuses the profile general.',
      choices: [{ label: 'Ask with the profile restricted', change: { profile: 'restricted' } }],
    });
  });

  test('is refused when the cluster is to see someone who has no address', async () => {
    world.under(testPolicy({}, { clusters: { sandbox: { impersonate: {}, defaultNamespace: 'shop' } } }));
    expect(await world.prepared(asked({}, { slackId: 'U0ALICE', name: 'Alice' }))).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining('the address in your Slack profile'),
    });
    expect(world.cluster.findPod).not.toHaveBeenCalled();
  });

  test('offers the nearest names when no pod fits', async () => {
    world.finds({ kind: 'none', nearest: ['cart-0', 'cart-1'] });
    expect(await world.prepared(asked({ wanted: { kind: 'pod', name: 'crat-0' } }))).toMatchObject({
      outcome: 'refused',
      sentence:
        'No pod in the namespace shop of sandbox begins with crat-0. The nearest names are these; pick one, or name the namespace with -n.',
      choices: [chosen('cart-0'), chosen('cart-1')],
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

  test.each<[Wanted, string, object]>([
    [
      { kind: 'workload', workload: 'deployment', name: 'aip' },
      'There is no deployment aip in the namespace shop of sandbox. The nearest names are these; pick one, or name the namespace with -n.',
      { label: 'api', change: { wanted: { kind: 'workload', workload: 'deployment', name: 'api' } } },
    ],
    [
      { kind: 'selector', selector: 'app=aip' },
      'No pod in the namespace shop of sandbox has the labels app=aip. The nearest names are these; pick one, or name the namespace with -n.',
      { label: 'api', change: { wanted: { kind: 'pod', name: 'api' } } },
    ],
  ])('offers what is near %j', async (wanted, sentence, choice) => {
    world.finds({ kind: 'none', nearest: ['api'] });
    expect(await world.prepared(asked({ wanted }))).toMatchObject({ sentence, choices: [choice] });
  });

  test.each([
    ['shop-ue', 'There is no namespace shop-ue in sandbox: did you mean shop-eu?', 'shop-eu'],
    ['shop-zzz', 'There is no namespace shop-zzz in sandbox: check its name.', undefined],
  ])('tells that there is no namespace %s', async (namespace, sentence, nearest) => {
    const match = { clusters: ['sandbox'], namespaces: ['shop-*', 'shop-eu', 'shop-us'] };
    world.under(testPolicy({ match }));
    world.finds({ kind: 'none', nearest: [], namespaceExists: false });
    const request = await world.prepared(asked({ namespace }));
    expect(request.sentence).toBe(sentence);
    expect(request.choices).toEqual(nearest && [{ label: nearest, change: { namespace: nearest } }]);
  });

  test('names no namespace that the policy gives to others only', async () => {
    const [rule] = policyDocument().rules;
    const mine = { ...rule, match: { namespaces: ['shop-u*'] } };
    const others = { ...rule, name: 'others', requesters: ['payments'], match: { namespaces: ['shop-eu'] } };
    world.under(testPolicy({}, { rules: [mine, others] }));
    world.finds({ kind: 'none', nearest: [], namespaceExists: false });
    expect(await world.prepared(asked({ namespace: 'shop-ue' }))).toMatchObject({
      sentence: 'There is no namespace shop-ue in sandbox: check its name.',
    });
  });

  test('offers the pods that fit, and what to know of them', async () => {
    world.finds({
      kind: 'several',
      pods: [named('web-0'), named('web-1', { ready: false, phase: 'Pending' })],
      total: 2,
    });
    expect(await world.prepared(asked({ wanted: { kind: 'pod', name: 'web' } }))).toMatchObject({
      outcome: 'refused',
      sentence: '2 pods in the namespace shop of sandbox begin with web. Pick one.',
      choices: [chosen('web-0'), { ...chosen('web-1'), note: 'Pending, not ready' }],
    });
  });

  test('offers eight at the most and says that there are more', async () => {
    world.finds({ kind: 'several', pods: names(10).map((name) => named(name)), total: 40 });
    expect(await world.prepared(asked({ wanted: { kind: 'pod', name: 'web' } }))).toMatchObject({
      sentence:
        '40 pods in the namespace shop of sandbox begin with web. Pick one, or write more of the name: the first 8 are shown.',
      choices: names(8).map(chosen),
    });
  });
});
