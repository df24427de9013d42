import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { extendCommand } from '../../../src/domain/container/holder.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import { extendSession } from '../../../src/jobs/session/extend-session.ts';
import type { ExecOutcome } from '../../../src/kubernetes/cluster.ts';
import { createRedactor } from '../../../src/transcript/redactor.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, ASKED, BOB, ID, LEASE, prepared, reviewed, STARTS, testPlan } from '../../helpers/request.ts';
import { FIRST_LOOK, type SessionWorld, sessionWorld } from './session-world.ts';

const POLICY = testPolicy({ limits: { session: '15m', extended: '40m' } });
const OPEN: readonly Event[] = [
  { ...ASKED, ask: FIRST_LOOK },
  prepared(undefined, testPlan(POLICY, ID, FIRST_LOOK)),
  { type: 'card-posted' },
  reviewed(BOB, 'approve'),
  ...STARTS,
  {
    type: 'run-ended',
    run: 0,
    lease: LEASE,
    verdict: { kind: 'exited', code: 0 },
    output: { bytes: 0, cutBytes: 0, redactions: 0 },
  },
];
const ASKS: Event = { type: 'extension-asked', by: ALICE, needs: [{ from: ['sre'], count: 1 }] };
const approves = (extension: number): Event => ({
  type: 'extension-reviewed',
  extension,
  review: { reviewer: BOB, decision: 'approve', groups: ['sre'], at: 0 },
});

let world: SessionWorld;

beforeEach(() => {
  world = sessionWorld();
});

afterEach(() => world.stop());

async function extend(policy = POLICY, signal = new AbortController().signal) {
  const job = extendSession({
    ...world,
    redactor: createRedactor(),
    now: () => world.clock.now,
    policy: () => policy,
    wait: async (ms) => world.waits.push(ms),
    showProgress: async () => {},
    tailEveryMs: 2_000,
    watchEveryMs: 5,
  });
  await job(ID, signal);
  return world.record();
}

const lasts = async () => {
  const { startedAt = 0, dueAt = 0 } = await world.record();
  return (dueAt - startedAt) / 60_000;
};

describe('an extension that was approved', () => {
  test('is told the container, then counts, once; the next one goes up to the most', async () => {
    await world.bring(...OPEN, ASKS);
    await extend();
    expect(world.cluster.exec).not.toHaveBeenCalled();
    await world.bring(approves(0));
    expect(await lasts()).toBe(15);
    await extend();
    await extend();
    expect(world.cluster.exec.mock.calls.map(([{ argv }]) => argv)).toEqual([extendCommand(ID, 1_800)]);
    expect(await lasts()).toBe(30);
    await world.bring(ASKS, approves(1));
    expect(await extend()).toMatchObject({
      state: 'active',
      extensions: [{ lasts: 1_800 }, { lasts: 2_400 }],
    });
    expect(await lasts()).toBe(40);
  });

  test.each<[string, ExecOutcome]>([
    ['is not of the request', { kind: 'exited', code: 1 }],
    ['ended meanwhile', { kind: 'exited', code: 137 }],
    ['cannot be reached', { kind: 'refused', sentence: 'The cluster is away.', retryable: true }],
  ])('comes to nothing where the container %s, and the old end holds', async (_which, outcome) => {
    await world.bring(...OPEN, ASKS, approves(0));
    world.cluster.exec.mockResolvedValue(outcome);
    const { extensions } = await extend();
    expect(extensions?.[0]?.sentence).toContain('could not be told, so it ends when it was to end before');
    expect(await lasts()).toBe(15);
    expect(world.waits).toEqual([1_000, 1_000, 1_000, 1_000]);
    // It can be asked for again.
    world.cluster.exec.mockResolvedValue({ kind: 'exited', code: 0 });
    await world.bring(ASKS, approves(1));
    await extend();
    expect(await lasts()).toBe(30);
  });

  test('comes to nothing where whoever approved it no longer may, or the policy changed, or all is frozen', async () => {
    await world.bring(...OPEN, ASKS, approves(0));
    await extend(testPolicy({ limits: { session: '15m', extended: '1h' } }));
    expect(await world.record()).toMatchObject({
      extensions: [{ sentence: expect.stringContaining('The policy changed after this was asked for') }],
    });
    await world.bring(ASKS, approves(1));
    await extend(
      testPolicy(
        { limits: { session: '15m', extended: '40m' } },
        {
          people: {
            'on-call': { slackUsers: ['U0ALICE', 'U0BOB'] },
            sre: { slackUsers: ['U0CAROL'] },
            payments: { slackUsers: ['U0CAROL'] },
          },
        },
      ),
    );
    await world.bring(ASKS, approves(2));
    await world.freeze.write({ by: BOB, at: world.clock.now });
    const { extensions = [] } = await extend();
    expect(extensions.map(({ sentence }) => sentence === undefined)).toEqual([false, false, false]);
    expect(world.cluster.exec).not.toHaveBeenCalled();
    expect(await lasts()).toBe(15);
  });

  test('is left to the next worker by one that stops', async () => {
    await world.bring(...OPEN, ASKS, approves(0));
    world.cluster.exec.mockResolvedValue({ kind: 'aborted', handedOver: true });
    const stopping = new AbortController();
    stopping.abort();
    await extend(POLICY, stopping.signal);
    expect(await lasts()).toBe(15);
    world.cluster.exec.mockResolvedValue({ kind: 'exited', code: 0 });
    await extend();
    expect(await lasts()).toBe(30);
  });
});
