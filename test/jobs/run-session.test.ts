import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Ask } from '../../src/domain/ask.ts';
import { digestOfPlan, planFor } from '../../src/domain/plan.ts';
import type { Event, Outcome, Verdict } from '../../src/domain/request.ts';
import type { Addition, ExecOutcome, NeverStarted } from '../../src/kubernetes/cluster.ts';
import { APPROVED, ASK, ASKED, BOB, ID, reviewed, testPlan } from '../helpers/request.ts';
import { takes } from '../helpers/scripted-cluster.ts';
import { githubToken } from '../transcript/secrets.ts';
import { type SessionWorld, sessionWorld } from './session-world.ts';

let world: SessionWorld;

beforeEach(() => {
  world = sessionWorld();
});

afterEach(() => world.stop());

/** Approves a first look: it runs, and the session stays open after it. */
function approvedFirstLook(): readonly Event[] {
  const { cluster, namespace, pod, grant } = testPlan();
  const ask: Ask = { text: 'pod api-7f9 busybox', pod: 'api-7f9', image: 'busybox' };
  const plan = planFor({ requestId: ID, ask, cluster, namespace, pod, target: 'app', grant });
  return [
    { ...ASKED, type: 'asked', ask } as Event,
    { type: 'prepared', plan, digest: digestOfPlan(plan), warnings: [] },
    { type: 'card-posted' },
    reviewed(BOB, 'approve'),
  ];
}

describe('a session', () => {
  test('adds the container that was approved, runs what was approved in it, and ends', async () => {
    const { dueAt } = await world.bring(...APPROVED);
    expect(dueAt).toBeGreaterThan(world.clock.now);
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'exited', code: 0 }, 'uid=0\n'));
    await world.run();
    const { container, pod } = testPlan();
    expect(world.cluster.addContainer.mock.calls).toEqual([
      [{ namespace: 'shop', pod, container, signal: expect.any(AbortSignal) }],
    ]);
    expect(world.cluster.execWhenRunning).toHaveBeenCalledTimes(1);
    expect(world.cluster.execWhenRunning).toHaveBeenCalledWith(
      expect.objectContaining({
        namespace: 'shop',
        pod: pod.name,
        podUid: 'uid-1',
        container: `keyhole-${ID}`,
        argv: ASK.command.argv,
        timeoutMs: 60_000,
        // What the state `starting` may last, less the time to say why it did not start.
        startTimeoutMs: 177_000,
      }),
    );
    expect(await world.journal()).toEqual([
      ...APPROVED.map(({ type }) => type),
      ...['starting', 'container-added', 'run-started', 'active', 'run-ended', 'ended'],
    ]);
    expect(await world.record()).toMatchObject({ outcome: 'completed', released: false });
    expect(await world.outputs.read(ID, 0)).toEqual([{ stream: 'out', text: 'uid=0\n' }]);
  });

  test('a run is written down before the cluster hears of it', async () => {
    await world.bring(...APPROVED);
    let atExec: unknown;
    world.cluster.execWhenRunning.mockImplementation(async () => {
      atExec = [(await world.journal()).at(-1), await world.record()];
      return { kind: 'exited', code: 0 };
    });
    await world.run();
    expect(atExec).toMatchObject([
      'run-started',
      { state: 'starting', runs: [{ startedAt: world.clock.now }] },
    ]);
  });

  test('what was run is timed from the moment that the cluster took it, and its output is redacted and counted', async () => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementation(async ({ onOpen, onOutput }) => {
      world.clock.now += 5_000;
      await onOpen?.(40);
      world.clock.now += 500;
      await onOutput('err', Buffer.from(`token ${githubToken}\n`));
      return { kind: 'exited', code: 0 };
    });
    await world.run();
    const kept = await world.outputs.read(ID, 0);
    expect(kept).toEqual([{ stream: 'err', text: 'token [redacted: GitHub token]\n' }]);
    expect((await world.record()).runs).toMatchObject([
      { tookMs: 540, output: { bytes: kept[0]?.text.length, cutBytes: 0, redactions: 1 } },
    ]);
  });

  test('progress is shown at once, then every two seconds at the most', async () => {
    await world.bring(...APPROVED);
    const shownAfter: number[] = [];
    world.cluster.execWhenRunning.mockImplementation(async ({ onOutput }) => {
      for (const pause of [0, 1_999, 1]) {
        world.clock.now += pause;
        await onOutput('out', Buffer.from('line\n'));
        shownAfter.push(world.shown.length);
      }
      return { kind: 'exited', code: 0 };
    });
    await world.run();
    expect(shownAfter).toEqual([1, 1, 2]);
    expect(new Set(world.shown)).toEqual(new Set([ID]));
  });

  test('one that stays open is active after its first look, and another job changes nothing', async () => {
    await world.bring(...approvedFirstLook());
    await world.run();
    const request = await world.record();
    expect(request).toMatchObject({ state: 'active', runs: [{ verdict: { kind: 'exited', code: 0 } }] });
    await world.run();
    expect(await world.record()).toMatchObject({ state: 'active', runs: request.runs });
    expect(world.cluster.addContainer).toHaveBeenCalledTimes(1);
    expect(world.cluster.execWhenRunning).toHaveBeenCalledTimes(1);
  });
});

describe('how a run ends', () => {
  const failed = (sentence: string) => ({ outcome: 'failed' as const, sentence });
  const interrupted = (sentence: string) => ({ outcome: 'interrupted' as const, sentence });
  test.each<
    [ExecOutcome | NeverStarted, Verdict, { readonly outcome: Outcome; readonly sentence?: string }]
  >([
    [{ kind: 'exited', code: 0 }, { kind: 'exited', code: 0 }, { outcome: 'completed' }],
    [{ kind: 'exited', code: 137 }, { kind: 'exited', code: 137 }, { outcome: 'completed' }],
    [
      { kind: 'could-not-start', sentence: 'There is no jq in it.' },
      { kind: 'could-not-start', sentence: 'There is no jq in it.' },
      failed('There is no jq in it.'),
    ],
    [
      { kind: 'timed-out' },
      { kind: 'timed-out', afterMs: 60_000 },
      {
        outcome: 'timed-out',
        sentence: 'The command did not end within its limit; its container ends now, and the command with it.',
      },
    ],
    [
      { kind: 'never-started', sentence: 'The image cannot be pulled.' },
      { kind: 'could-not-start', sentence: 'The image cannot be pulled.' },
      failed('The image cannot be pulled.'),
    ],
    [
      { kind: 'refused', retryable: false, sentence: 'Keyhole may not exec there.' },
      { kind: 'could-not-start', sentence: 'Keyhole may not exec there.' },
      failed('Keyhole may not exec there.'),
    ],
    [
      { kind: 'lost', sentence: 'The connection was lost.' },
      { kind: 'unknown', sentence: 'The connection was lost.' },
      interrupted('The connection was lost.'),
    ],
  ])('%j', async (ending, verdict, over) => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementation(async () => ending);
    await world.run();
    const request = await world.record();
    expect(request).toMatchObject({ state: 'ended', ...over, released: false });
    expect(request.sentence).toBe(over.sentence);
    expect(request.runs).toMatchObject([{ verdict, endedAt: world.clock.now }]);
    // The cluster never said that it took the command.
    expect(request.runs[0]).not.toHaveProperty('tookMs');
  });

  test.each<[ExecOutcome, Verdict]>([
    [
      { kind: 'could-not-start', sentence: 'There is no sh in it.' },
      { kind: 'could-not-start', sentence: 'There is no sh in it.' },
    ],
    [{ kind: 'timed-out' }, { kind: 'timed-out', afterMs: 60_000 }],
  ])('a session that stays open goes on after %j', async (ending, verdict) => {
    await world.bring(...approvedFirstLook());
    world.cluster.execWhenRunning.mockImplementation(takes(ending));
    await world.run();
    const request = await world.record();
    expect(request).toMatchObject({ state: 'active', runs: [{ verdict }] });
    expect(request).not.toHaveProperty('outcome');
  });

  test.each<ExecOutcome | NeverStarted>([
    { kind: 'never-started', sentence: 'The image cannot be pulled.' },
    { kind: 'lost', sentence: 'The connection was lost.' },
  ])('no session goes on after %j', async (ending) => {
    await world.bring(...approvedFirstLook());
    world.cluster.execWhenRunning.mockImplementation(async () => ending);
    await world.run();
    expect(await world.record()).toMatchObject({ state: 'ended', sentence: 'sentence' in ending && ending.sentence });
  });

  test('output that cannot be kept leaves the outcome unknown, and nothing runs it again', async () => {
    await world.bring(...APPROVED);
    // Where the list of output should be, Redis holds something else and refuses.
    await world.redis.set(`${world.prefix}:output:${ID}:0`, 'no list');
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'exited', code: 0 }, 'uid=0\n'));
    await world.run();
    await world.run();
    const sentence =
      "Keyhole could not keep the command's output (redis-failed), so its outcome is unknown.";
    expect(await world.record()).toMatchObject({
      outcome: 'interrupted',
      sentence,
      runs: [{ verdict: { kind: 'unknown', sentence }, output: { bytes: 0 } }],
    });
    expect(world.cluster.execWhenRunning).toHaveBeenCalledTimes(1);
    expect(world.log).toContainEqual(expect.objectContaining({ level: 'error', code: 'redis-failed' }));
  });
});

test.each<Addition>([
  { kind: 'refused', sentence: 'The pod api-7f9 was replaced.' },
  { kind: 'unknown', sentence: 'The cluster did not answer.' },
])('a container that was not added ends the session: %j', async (addition) => {
  await world.bring(...APPROVED);
  world.cluster.addContainer.mockImplementation(async () => addition);
  await world.run();
  expect(await world.record()).toMatchObject({
    state: 'ended',
    outcome: 'failed',
    sentence: 'sentence' in addition && addition.sentence,
    // Without an answer it may be there all the same, so its release has to look.
    released: false,
    containerAdded: false,
  });
  expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
});
