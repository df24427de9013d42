import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { digestOfPlan, type Plan } from '../../../src/domain/request/plan.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { APPROVED, ASKED, BOB, ID, prepared, reviewed, testPlan } from '../../helpers/request.ts';
import { type SessionWorld, sessionWorld } from './session-world.ts';

let world: SessionWorld;

beforeEach(() => {
  world = sessionWorld();
});

afterEach(() => world.stop());

/** What becomes of the request when a worker takes it up, and what the cluster hears of it. */
async function attempt(policy?: Policy) {
  await world.run(undefined, policy);
  const { outcome, sentence, runs } = await world.record();
  const { addContainer, execWhenRunning } = world.cluster;
  const calls = [...addContainer.mock.calls, ...execWhenRunning.mock.calls];
  return { outcome, sentence, startedAt: runs[0]?.startedAt, calls };
}

const refused = (why: string) => ({
  outcome: 'refused',
  sentence: expect.stringContaining(why),
  startedAt: undefined,
  calls: [],
});

function withoutBob(): Policy {
  const policy = testPolicy();
  policy.people.sre = { slackUsers: ['U0CAROL'], emails: [] };
  return policy;
}

describe('what is checked again before anything starts', () => {
  test('what runs is what the reviewed plan says, whatever stands beside it in the record', async () => {
    const request = await world.bring(...APPROVED);
    const runs = [{ title: 'id', argv: ['rm', '-rf', '/'] }];
    await world.redis.hset(`${world.prefix}:request:${ID}`, 'record', JSON.stringify({ ...request, runs }));
    await world.run();
    expect(world.cluster.execWhenRunning.mock.calls.map(([options]) => options.argv)).toEqual([['id']]);
  });

  test('the policy refuses what it allowed before', async () => {
    await world.bring(...APPROVED);
    expect(await attempt(testPolicy({ requesters: ['payments'] }))).toEqual(refused('no longer allows it'));
  });

  test('the policy grants something else than was approved', async () => {
    await world.bring(...APPROVED);
    expect(await attempt(testPolicy({ limits: { session: '5m' } }))).toEqual(refused('The policy changed'));
  });

  test('who approved may no longer do so', async () => {
    await world.bring(...APPROVED);
    expect(await attempt(withoutBob())).toEqual(refused('may no longer do so'));
  });

  const plan = testPlan();
  const evil = 'docker.io/mallory/miner:1';
  const container = { ...plan.container, image: evil };
  const image = { ...plan.grant.image, reference: evil };
  test.each<[string, Partial<Plan>, string]>([
    ['image', { container }, 'not the one that was reviewed'],
    ['image and grant', { container, grant: { ...plan.grant, image } }, 'The policy changed'],
    [
      'command',
      { runs: [{ title: 'id', text: 'id', argv: ['rm', '-rf', '/'] }] },
      'not the one that was reviewed',
    ],
    [
      'container command',
      { container: { ...plan.container, command: ['sleep', '9999'] } },
      'not the one that was reviewed',
    ],
    ['stay of the session', { staysOpen: true }, 'not the one that was reviewed'],
  ])('a stored plan with another %s and a digest that fits it', async (_what, forgery, sentence) => {
    const forged = { ...plan, ...forgery };
    const event: Event = { type: 'prepared', plan: forged, digest: digestOfPlan(forged), warnings: [] };
    await world.bring(ASKED, event, { type: 'card-posted' }, reviewed(BOB, 'approve'));
    expect(await attempt()).toEqual(refused(sentence));
  });

  test('a plan that was exchanged after its digest was taken', async () => {
    const other = { ...plan, namespace: 'shop-eu' };
    const event: Event = { type: 'prepared', plan: other, digest: digestOfPlan(plan), warnings: [] };
    await world.bring(ASKED, event, { type: 'card-posted' }, reviewed(BOB, 'approve'));
    expect(await attempt()).toEqual(refused('not the one that was reviewed'));
  });

  test('a container that another worker added already is still checked before the first run', async () => {
    await world.bring(
      ...APPROVED,
      { type: 'starting', lease: 'lost' },
      { type: 'container-added', lease: 'lost' },
    );
    expect(await attempt(withoutBob())).toEqual(refused('may no longer do so'));
    expect((await world.record()).released).toBe(false);
  });

  test('what ran already is not refused afterwards: the session only ends', async () => {
    const lease = 'lost';
    const verdict = { kind: 'exited', code: 0 } as const;
    await world.bring(
      ...APPROVED,
      { type: 'starting', lease },
      { type: 'container-added', lease },
      { type: 'run-started', run: 0, lease },
      { type: 'active', lease },
      { type: 'run-ended', run: 0, lease, verdict, output: { bytes: 0, cutBytes: 0, redactions: 0 } },
    );
    await world.run(undefined, withoutBob());
    expect(await world.record()).toMatchObject({ state: 'ended', outcome: 'completed', runs: [{ verdict }] });
    expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
  });
});

test('a worker that takes over before anything ran hears first whether the pod is still the one that was approved', async () => {
  const lease = 'lost';
  await world.bring(...APPROVED, { type: 'starting', lease }, { type: 'container-added', lease });
  const sentence = 'The pod was replaced by another of the same name: ask again.';
  world.cluster.addContainer.mockResolvedValue({ kind: 'refused', sentence });
  await world.run();
  expect(await world.record()).toMatchObject({ state: 'ended', outcome: 'failed', sentence });
  expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
});

describe('a request that is not ready', () => {
  test.each<[string, readonly Event[]]>([
    ['is not there', []],
    ['nobody looked into yet', [ASKED]],
    ['waits for reviews', [ASKED, prepared(), { type: 'card-posted' }]],
    ['has no card that people can see', [ASKED, prepared(), reviewed(BOB, 'approve')]],
    ['was denied', [ASKED, prepared(), { type: 'card-posted' }, reviewed(BOB, 'deny')]],
  ])('one that %s is left alone', async (_what, events) => {
    if (events.length > 0) await world.bring(...events);
    await world.run();
    expect(await world.journal()).toEqual(events.map(({ type }) => type));
    expect(world.cluster.addContainer).not.toHaveBeenCalled();
  });

  test('one whose approval has run out is left alone, although no timer has said so yet', async () => {
    const { dueAt } = await world.bring(...APPROVED);
    world.clock.now = dueAt ?? 0;
    await world.run();
    expect(await world.record()).toMatchObject({ state: 'approved' });
    expect(world.cluster.addContainer).not.toHaveBeenCalled();
  });
});
