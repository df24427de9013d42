import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Addition } from '../../../src/kubernetes/cluster.ts';
import { APPROVED, ASK, ID, testPlan } from '../../helpers/request.ts';
import { takes } from '../../helpers/scripted-cluster.ts';
import { githubToken } from '../../transcript/secrets.ts';
import { FIRST_LOOK_APPROVED, type SessionWorld, sessionWorld } from './session-world.ts';

let world: SessionWorld;

beforeEach(() => {
  world = sessionWorld();
});

afterEach(() => world.stop());

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
    // How the container stands is written down beside the run (run-session.sighting.test.ts).
    expect((await world.journal()).filter((type) => type !== 'container-seen')).toEqual([
      ...APPROVED.map(({ type }) => type),
      'starting',
      'container-added',
      'run-started',
      'active',
      'run-ended',
      'ended',
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

  test('the first output is shown at once, and not each line after it', async () => {
    await world.bring(...APPROVED);
    const shownAfter: number[] = [];
    world.cluster.execWhenRunning.mockImplementation(async ({ onOutput }) => {
      for (const pause of [0, 10, 500]) {
        world.clock.now += pause;
        await onOutput('out', Buffer.from('line\n'));
        shownAfter.push(world.shown.length);
      }
      return { kind: 'exited', code: 0 };
    });
    await world.run();
    expect(shownAfter).toEqual([1, 1, 1]);
    expect(new Set(world.shown)).toEqual(new Set([ID]));
  });

  test('one that stays open is active after its first look, and another job changes nothing', async () => {
    await world.bring(...FIRST_LOOK_APPROVED);
    await world.run();
    const request = await world.record();
    expect(request).toMatchObject({ state: 'active', runs: [{ verdict: { kind: 'exited', code: 0 } }] });
    await world.run();
    expect(await world.record()).toMatchObject({ state: 'active', runs: request.runs });
    expect(world.cluster.addContainer).toHaveBeenCalledTimes(1);
    expect(world.cluster.execWhenRunning).toHaveBeenCalledTimes(1);
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
