import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { PlannedPod } from '../../../src/domain/request/plan.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import { policyDocument, testPolicy } from '../../helpers/policy.ts';
import {
  ALICE,
  approvedFor,
  ASK,
  ASKED,
  BOB,
  ID,
  prepared,
  reviewed,
  testPlan,
} from '../../helpers/request.ts';
import { POD } from '../../helpers/scripted-cluster.ts';
import { ENTRYPOINT, type SessionWorld, sessionWorld } from './session-world.ts';

let world: SessionWorld;

beforeEach(() => {
  world = sessionWorld();
});

afterEach(() => world.stop());

/** How the approved request ends, and how often the cluster was asked to change something. */
async function ends(policy: Policy, ...events: readonly Event[]) {
  await world.bring(...events);
  await world.run(undefined, policy);
  const { state, outcome, sentence, runs, released } = await world.record();
  const { addContainer, execWhenRunning, followContainer } = world.cluster;
  const changes = [addContainer, execWhenRunning, followContainer].map(({ mock }) => mock.calls.length);
  return {
    state,
    outcome,
    sentence,
    started: runs.some((run) => run.startedAt !== undefined),
    changes: changes.reduce((sum, calls) => sum + calls),
    released,
  };
}

/** It ended like this, and nothing was started. */
const unstarted = (outcome: string, ...words: readonly string[]) => ({
  state: 'ended',
  outcome,
  sentence: expect.stringMatching(new RegExp(words.join('.*'))),
  started: false,
  changes: 0,
  released: false,
});

/** Everything up to Bob's approval, under a policy that may look at labels. */
function approvedUnder(policy: Policy, also: Partial<PlannedPod> = {}, requester = ALICE): readonly Event[] {
  const { name, uid, node, owner } = testPlan().pod;
  const pod: PlannedPod = { name, uid, node, ...(owner !== undefined && { owner }), ...also };
  const plan = testPlan(policy, ID, ASK, { pod });
  return [
    { ...ASKED, requester },
    prepared(undefined, plan),
    { type: 'card-posted' },
    reviewed(BOB, 'approve'),
  ];
}

const plain = approvedFor(ASK);
const web = testPolicy({ match: { podLabels: { tier: 'web' } } });
const team = testPolicy({ match: { namespaceLabels: { team: 'shop' } } });

/** The test policy where the members of this group are told by Slack. */
function bySlack(group: 'sre' | 'on-call'): Policy {
  const { people } = policyDocument();
  return testPolicy({}, { people: { ...people, [group]: { slackUserGroup: 'S0GROUP' } } });
}

const AGAIN = 'nothing was started. Ask again';

describe('what changed since the approval is refused with its own reason, and what to do', () => {
  test('a rule was tightened', async () => {
    const policy = testPolicy({ commands: { refuse: ['id'] } });
    expect(await ends(policy, ...plain)).toEqual(unstarted('refused', 'no longer allows', 'shop', AGAIN));
  });

  test('fewer people than needed approved, as the rule wants more now', async () => {
    const policy = testPolicy({ approvals: [{ from: ['sre'], count: 2 }] });
    expect(await ends(policy, ...plain)).toEqual(unstarted('refused', 'policy changed', 'approv', AGAIN));
  });

  test('the image moved to another digest', async () => {
    const digest = (of: string) => ({
      busybox: { image: `docker.io/library/busybox@sha256:${of.repeat(64)}` },
    });
    const only = { images: ['busybox'] };
    const before = testPolicy(only, { images: digest('a') });
    const after = testPolicy(only, { images: digest('b') });
    expect(await ends(after, ...approvedUnder(before))).toEqual(
      unstarted('refused', 'policy changed', 'image', AGAIN),
    );
  });

  test('who approved left the group', async () => {
    const { people } = policyDocument();
    const policy = testPolicy({}, { people: { ...people, sre: { slackUsers: ['U0CAROL'] } } });
    expect(await ends(policy, ...plain)).toEqual(unstarted('refused', 'approved it may no longer', AGAIN));
  });

  test('who approved left the Slack user group', async () => {
    const policy = bySlack('sre');
    await world.userGroups.write({ members: { S0GROUP: ['U0CAROL'] }, at: world.clock.now });
    expect(await ends(policy, ...plain)).toEqual(unstarted('refused', 'approved it may no longer', AGAIN));
  });

  test('who asked left', async () => {
    const { people } = policyDocument();
    const policy = testPolicy({}, { people: { ...people, 'on-call': { slackUsers: ['U0BOB'] } } });
    expect(await ends(policy, ...plain)).toEqual(unstarted('refused', 'no longer allows', 'on-call', AGAIN));
  });

  test('who asked left the Slack user group that they were in', async () => {
    const policy = bySlack('on-call');
    await world.userGroups.write({ members: { S0GROUP: [] }, at: world.clock.now });
    const events = approvedUnder(testPolicy(), {}, { ...ALICE, userGroups: ['S0GROUP'] });
    expect(await ends(policy, ...events)).toEqual(unstarted('refused', 'no longer allows', 'on-call', AGAIN));
  });

  test.each<[string, 'sre' | 'on-call']>([
    ['approved', 'sre'],
    ['asked', 'on-call'],
  ])('Slack told too long ago in which groups who %s is', async (_who, group) => {
    await world.userGroups.write({ members: { S0GROUP: ['U0BOB', 'U0ALICE'] }, at: world.clock.now });
    const events = approvedUnder(testPolicy(), {}, { ...ALICE, userGroups: ['S0GROUP'] });
    world.clock.now += 120_001;
    expect(await ends(bySlack(group), ...events)).toEqual(
      unstarted('refused', `Slack did not tell who is in ${group}`),
    );
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['so that no rule fits', { app: 'api', tier: 'data' }],
    ['so that one is missing', { app: 'api' }],
  ])('the labels of the pod changed %s', async (_how, labels) => {
    world.cluster.readPod.mockResolvedValue({ kind: 'found', pod: { ...POD, labels } });
    expect(await ends(web, ...approvedUnder(web, { labels: POD.labels }))).toEqual(
      unstarted('refused', 'labels of the pod that the policy looks at changed', AGAIN),
    );
  });

  test('the labels of the namespace changed', async () => {
    world.cluster.readNamespace.mockResolvedValue({ kind: 'found', labels: { team: 'payments' } });
    expect(await ends(team, ...approvedUnder(team, { namespaceLabels: { team: 'shop' } }))).toEqual(
      unstarted('refused', 'labels of the namespace that the policy looks at changed', AGAIN),
    );
  });

  test('a rule came to look at labels that nobody looked at', async () => {
    expect(await ends(web, ...plain)).toEqual(
      unstarted('refused', 'tier=web', 'nobody looked at them', AGAIN),
    );
  });

  test('the pod was replaced, where its labels are looked at', async () => {
    const sentence = 'The pod was replaced by another of the same name since it was asked for: ask again.';
    world.cluster.readPod.mockResolvedValue({ kind: 'gone', sentence });
    expect(await ends(web, ...approvedUnder(web, { labels: POD.labels }))).toEqual(
      unstarted('failed', sentence),
    );
  });

  test('the pod was replaced, as the addition itself tells', async () => {
    const sentence = 'The pod was replaced by another of the same name since it was asked for: ask again.';
    world.cluster.addContainer.mockResolvedValue({ kind: 'refused', sentence });
    expect(await ends(testPolicy(), ...plain)).toMatchObject({
      outcome: 'failed',
      sentence,
      started: false,
    });
    expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
  });

  test.each<[string, object]>([
    ['is of something else than the record says', { workloads: ['Deployment/web'] }],
    ['runs on another node than the record says', { when: 'pod.node == "node9"' }],
  ])('the pod %s, where a rule looks at that', async (_what, match) => {
    const policy = testPolicy({ match });
    const forged = approvedUnder(policy, { owner: 'Deployment web', node: 'node9' });
    expect(await ends(policy, ...forged)).toEqual(unstarted('refused', 'no longer allows', AGAIN));
  });

  test('an admin froze Keyhole', async () => {
    await world.freeze.write({ by: BOB, reason: 'incident 42', at: world.clock.now });
    expect(await ends(testPolicy(), ...plain)).toEqual(
      unstarted('stopped', 'frozen by Bob: incident 42', 'Ask again once it is unfrozen'),
    );
    expect(await world.record()).toMatchObject({ endedBy: BOB });
  });
});

test('the policy that counts is the one in force once all else was read', async () => {
  await world.bring(...plain);
  let policy = testPolicy();
  const changing = async () => {
    policy = testPolicy({ commands: { refuse: ['id'] } });
    return undefined;
  };
  await world.run(undefined, policy, {
    policy: () => policy,
    freeze: { read: changing },
    userGroups: { ...world.userGroups, read: changing },
  });
  expect(await world.record()).toMatchObject({ outcome: 'refused' });
  expect(world.cluster.addContainer).not.toHaveBeenCalled();
});

describe('where nothing changed, it starts', () => {
  test('and the labels are read once, before anything is added', async () => {
    const labels = { labels: POD.labels, namespaceLabels: { team: 'shop' } };
    const policy = testPolicy({ match: { podLabels: { tier: 'web' }, namespaceLabels: { team: 'shop' } } });
    expect(await ends(policy, ...approvedUnder(policy, labels))).toMatchObject({ outcome: 'completed' });
    const { readPod, readNamespace, addContainer } = world.cluster;
    expect(readPod.mock.calls.map(([{ namespace, pod }]) => [namespace, pod.uid])).toEqual([
      ['shop', POD.uid],
    ]);
    expect(readNamespace).toHaveBeenCalledTimes(1);
    const [read, add] = [readPod, addContainer].map(({ mock }) => mock.invocationCallOrder[0] ?? 0);
    expect(read).toBeLessThan(add ?? 0);
  });

  test('also with other labels that no rule looks at', async () => {
    world.cluster.readPod.mockResolvedValue({
      kind: 'found',
      pod: { ...POD, labels: { ...POD.labels, role: 'leader' } },
    });
    expect(await ends(web, ...approvedUnder(web, { labels: { tier: 'web' } }))).toMatchObject({
      outcome: 'completed',
    });
  });

  test('and nothing is read where no label is looked at', async () => {
    expect(await ends(testPolicy(), ...plain)).toMatchObject({ outcome: 'completed' });
    expect(world.cluster.readPod).not.toHaveBeenCalled();
    expect(world.cluster.readNamespace).not.toHaveBeenCalled();
  });

  test('with who is in the user groups as Slack told within two minutes', async () => {
    await world.userGroups.write({ members: { S0GROUP: ['U0BOB'] }, at: world.clock.now - 119_000 });
    expect(await ends(bySlack('sre'), ...plain)).toMatchObject({ outcome: 'completed' });
  });
});

describe('what cannot be found out', () => {
  test('labels that the cluster does not tell: it fails in the words of the cluster', async () => {
    const sentence = 'The account keyhole may not get namespaces.';
    world.cluster.readNamespace.mockResolvedValue({ kind: 'failed', sentence });
    expect(await ends(team, ...approvedUnder(team, { namespaceLabels: { team: 'shop' } }))).toEqual(
      unstarted('failed', sentence),
    );
  });

  test('a namespace that is gone', async () => {
    world.cluster.readNamespace.mockResolvedValue({ kind: 'none' });
    expect(await ends(team, ...approvedUnder(team, { namespaceLabels: { team: 'shop' } }))).toEqual(
      unstarted('failed', 'The namespace shop is not there any more'),
    );
  });

  test('whether Keyhole is frozen: the job fails, nothing starts, and the next worker goes on', async () => {
    await world.bring(...plain);
    const freeze = { read: async () => Promise.reject(new Error('Redis is away')) };
    await expect(world.run(undefined, testPolicy(), { freeze })).rejects.toThrow('Redis is away');
    expect(await world.record()).toMatchObject({ state: 'starting' });
    expect(world.cluster.addContainer).not.toHaveBeenCalled();
    await world.run();
    expect(await world.record()).toMatchObject({ outcome: 'completed' });
  });

  test('labels, as the worker stops while it reads them: the next worker goes on', async () => {
    await world.bring(...approvedUnder(web, { labels: POD.labels }));
    const stop = new AbortController();
    world.cluster.readPod.mockImplementationOnce(async ({ signal }) => {
      stop.abort();
      return { kind: 'failed', sentence: `The call was ended: ${signal?.aborted}` };
    });
    await expect(world.run(stop.signal, web)).rejects.toMatchObject({ code: 'stopping' });
    expect(world.cluster.readPod.mock.calls[0]?.[0].signal?.aborted).toBe(true);
    expect(await world.record()).toMatchObject({ state: 'starting' });
    await world.run(undefined, web);
    expect(await world.record()).toMatchObject({ outcome: 'completed' });
  });
});

test('a container that a lost worker may have added is not said never to have run', async () => {
  const lease = 'lost';
  await world.freeze.write({ by: BOB, at: world.clock.now });
  await world.bring(
    ...approvedFor(ENTRYPOINT),
    { type: 'starting', lease },
    { type: 'run-started', run: 0, lease },
  );
  await world.run();
  expect(await world.record()).toMatchObject({
    outcome: 'interrupted',
    sentence: expect.stringMatching(/Keyhole was frozen by Bob.*Whether its command ran is unknown/),
  });
  expect(world.cluster.addContainer).not.toHaveBeenCalled();
});

test('a session that is under way when Keyhole is frozen ends, and its container is left to be released', async () => {
  await world.bring(...plain);
  const { promise: begun, resolve: begins } = Promise.withResolvers<void>();
  world.cluster.execWhenRunning.mockImplementation(async ({ onOpen, signal }) => {
    await onOpen?.(0);
    begins();
    await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
    return { kind: 'aborted', handedOver: true };
  });
  const running = world.run();
  await begun;
  await world.bring({ type: 'ended', outcome: 'stopped', sentence: 'Keyhole was frozen by Bob.', by: BOB });
  await running;
  expect(await world.record()).toMatchObject({
    outcome: 'stopped',
    sentence: 'Keyhole was frozen by Bob.',
    released: false,
    runs: [{ verdict: { kind: 'unknown' } }],
  });
});
