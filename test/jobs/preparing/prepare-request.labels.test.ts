import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { digestOfPlan } from '../../../src/domain/request/plan.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { FoundPod } from '../../../src/kubernetes/cluster.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import { POD } from '../../helpers/scripted-cluster.ts';
import { asked, named, type PrepareWorld, prepareWorld } from './prepare-world.ts';

let world: PrepareWorld;

beforeEach(() => {
  world = prepareWorld();
});

afterEach(() => world.stop());

/** The test policy with a rule that holds only there. */
function only(match: Record<string, unknown>): Policy {
  return testPolicy({ match: { clusters: ['sandbox'], namespaces: ['shop', 'shop-*'], ...match } });
}

const web = only({ podLabels: { tier: 'web' } });
const team = only({ namespaceLabels: { team: 'shop' } });

/** What the cluster is told of the pods that may be shown. */
function isShown(pod: Partial<FoundPod>): boolean | undefined {
  return world.cluster.findPod.mock.calls[0]?.[0].isShown?.({ ...POD, ...pod });
}

describe('labels', () => {
  test('that no rule looks at are neither asked for nor part of the plan', async () => {
    const { plan } = await world.prepared();
    expect(plan?.pod).toEqual({ name: POD.name, uid: POD.uid, node: POD.node, owner: POD.owner });
    expect(world.cluster.readNamespace).not.toHaveBeenCalled();
    expect(world.cluster.findPod.mock.calls[0]?.[0]).not.toHaveProperty('isShown');
  });

  test('of the pod that a rule looks at are part of what is approved', async () => {
    world.under(web);
    const { plan, digest } = await world.prepared();
    expect(plan?.pod.labels).toEqual({ tier: 'web' });
    expect(plan?.pod).not.toHaveProperty('namespaceLabels');
    expect(plan && digestOfPlan(plan)).toBe(digest);
    expect(world.cluster.readNamespace).not.toHaveBeenCalled();
  });

  test('of the namespace are read by Keyhole’s own account, and part of what is approved', async () => {
    const person = prepareWorld();
    try {
      world.cluster.as.mockReturnValue(person.cluster);
      world.under(team);
      const { plan } = await world.prepared();
      expect(plan?.pod).toMatchObject({ namespaceLabels: { team: 'shop' } });
      expect(plan?.pod).not.toHaveProperty('labels');
      expect(world.cluster.readNamespace.mock.calls.map(([{ namespace }]) => namespace)).toEqual(['shop']);
      expect(person.cluster.readNamespace).not.toHaveBeenCalled();
    } finally {
      await person.stop();
    }
  });

  test('of the namespace that no rule names are no part of it', async () => {
    world.under(team);
    const labels = { team: 'shop', 'kubernetes.io/metadata.name': 'shop' };
    world.cluster.readNamespace.mockResolvedValue({ kind: 'found', labels });
    const { plan } = await world.prepared();
    expect(plan?.pod.namespaceLabels).toEqual({ team: 'shop' });
  });

  test.each<[string, Policy, string]>([
    ['the pod', only({ podLabels: { tier: 'data' } }), 'label tier=data'],
    ['the namespace', only({ namespaceLabels: { team: 'payments' } }), 'label team=payments'],
    ['the workload', only({ workloads: ['StatefulSet/*'] }), 'workload StatefulSet/*'],
    ['a condition on the pod', only({ when: 'pod.node == "node2"' }), 'pod.node == "node2"'],
    ['a condition on labels', only({ when: 'pod.labels["tier"] == "data"' }), 'pod.labels["tier"]'],
  ])('a pod that is named in full is refused because of %s, before it is tried', async (_of, policy, why) => {
    world.under(policy);
    const request = await world.prepared(asked({ wanted: { kind: 'pod', name: POD.name } }));
    expect(request).toMatchObject({ outcome: 'refused', sentence: expect.stringContaining(why) });
    expect(request).not.toHaveProperty('plan');
    expect(world.cluster.preflight).not.toHaveBeenCalled();
  });

  test('decide between rules: the first that fits the pod counts', async () => {
    const [rule] = policyDocument().rules;
    const data = { ...rule, name: 'data', match: { podLabels: { tier: 'data' } }, approvals: [] };
    const others = { ...rule, name: 'others', match: { podLabels: { tier: 'w*' } } };
    world.under(testPolicy({}, { rules: [data, others] }));
    expect(await world.prepared()).toMatchObject({ state: 'pending', plan: { grant: { rule: 'others' } } });
  });

  test('that may not be read refuse, whatever the rest is', async () => {
    world.under(team);
    const sentence = 'The account keyhole may not get namespaces.';
    world.cluster.readNamespace.mockResolvedValue({ kind: 'failed', sentence });
    expect(await world.prepared()).toMatchObject({ outcome: 'refused', sentence });
    expect(world.cluster.findPod).not.toHaveBeenCalled();
  });

  test('of a namespace that is not there', async () => {
    world.under(team);
    world.cluster.readNamespace.mockResolvedValue({ kind: 'none' });
    expect(await world.prepared(asked({ namespace: 'shop-zzz' }))).toMatchObject({
      outcome: 'refused',
      sentence: 'There is no namespace shop-zzz in sandbox: check its name.',
    });
  });
});

describe('the pods that someone may learn of', () => {
  test.each<[string, Policy]>([
    ['labels', web],
    ['a workload', only({ workloads: ['Deployment/*'] })],
    ['a condition', only({ when: 'pod.labels["tier"] == "web"' })],
    ['the namespace', team],
  ])('are those that the policy gives them by %s', async (_what, policy) => {
    world.under(policy);
    await world.prepared();
    expect(isShown({})).toBe(true);
  });

  test('are no others', async () => {
    world.under(web);
    await world.prepared();
    expect(isShown({ labels: { tier: 'data' } })).toBe(false);
    expect(isShown({ labels: {} })).toBe(false);
  });

  test('are none of a namespace whose labels no rule takes', async () => {
    world.under(only({ namespaceLabels: { team: 'payments' } }));
    await world.prepared();
    expect(isShown({})).toBe(false);
  });

  test('a name that fits none of them is told so', async () => {
    world.under(web);
    world.finds({ kind: 'none', nearest: ['cart-0'], namespaceExists: true });
    expect(await world.prepared(asked({ wanted: { kind: 'pod', name: 'vault' } }))).toMatchObject({
      sentence:
        'No pod that the policy lets you debug in the namespace shop of sandbox begins with vault. The nearest names are these; pick one, or name the namespace with -n.',
    });
  });

  test('a name that is near none of them, too', async () => {
    world.under(web);
    world.finds({ kind: 'none', nearest: [], namespaceExists: true });
    expect(await world.prepared(asked({ wanted: { kind: 'pod', name: 'vault' } }))).toMatchObject({
      sentence:
        'No pod that the policy lets you debug in the namespace shop of sandbox begins with vault: check the name, ask whoever keeps the policy, or name the namespace with -n.',
    });
  });

  test('where there are too many to judge in time, nothing wrong is said of them', async () => {
    world.under(web);
    let looks = 0;
    world.cluster.findPod.mockImplementation(async ({ isShown: shown }) => {
      const pods = [named('web-0'), named('web-1'), named('web-2')].map((pod) => ({
        ...pod,
        get labels() {
          looks += 1;
          return POD.labels;
        },
      }));
      const seen = pods.filter((pod) => shown?.(pod));
      return { kind: 'several', pods: seen, total: seen.length };
    });
    // Each look at the clock is 0.6 s after the last.
    world.ticks(600);
    expect(await world.prepared(asked({ wanted: { kind: 'pod', name: 'web' } }))).toMatchObject({
      outcome: 'refused',
      sentence:
        'Judging by the policy which of the many pods in the namespace shop of sandbox you may debug takes too long: write the whole name of the pod.',
    });
    // Once it took too long, no more are judged.
    expect(looks).toBe(2);
  });
});
