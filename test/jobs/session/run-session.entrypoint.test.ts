import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Outcome, Verdict } from '../../../src/domain/request/request.ts';
import type { Addition, FollowOutcome } from '../../../src/kubernetes/cluster.ts';
import { ID, testPlan } from '../../helpers/request.ts';
import { follows } from '../../helpers/scripted-cluster.ts';
import {
  ENTRYPOINT,
  ENTRYPOINT_APPROVED,
  MAY_GO_ON,
  type SessionWorld,
  sessionWorld,
} from './session-world.ts';

const APPROVED = ENTRYPOINT_APPROVED;
const PLAN = testPlan(undefined, ID, ENTRYPOINT);

let world: SessionWorld;

beforeEach(() => {
  world = sessionWorld();
});

afterEach(() => world.stop());

describe("a session whose command is the container's own process", () => {
  test('is written down as started before the container is added, which is what runs it', async () => {
    await world.bring(...APPROVED);
    let atPatch: unknown;
    world.cluster.addContainer.mockImplementation(async () => {
      atPatch = [(await world.journal()).at(-1), await world.record()];
      return { kind: 'added' };
    });
    world.cluster.followContainer.mockImplementation(follows(['uid=0\n'], { kind: 'exited', code: 3 }));
    await world.run();
    expect(atPatch).toMatchObject(['run-started', { state: 'starting', containerAdded: false }]);
    const { pod, container } = PLAN;
    const where = { namespace: 'shop', pod, signal: expect.any(AbortSignal) };
    expect(container.command).toEqual(['id']);
    expect(world.cluster.addContainer.mock.calls).toEqual([[{ ...where, container }]]);
    expect(world.cluster.followContainer.mock.calls).toEqual([
      [
        expect.objectContaining({
          ...where,
          container: container.name,
          timeoutMs: 60_000,
          startTimeoutMs: 177_000,
        }),
      ],
    ]);
    expect(world.cluster.followContainer.mock.calls[0]?.[0]).not.toHaveProperty('after');
    expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
    expect(world.cluster.exec).not.toHaveBeenCalled();
    expect((await world.journal()).filter((type) => type !== 'container-seen')).toEqual([
      ...APPROVED.map(({ type }) => type),
      'starting',
      'run-started',
      'container-added',
      'active',
      'run-ended',
      'ended',
    ]);
    expect(await world.record()).toMatchObject({
      outcome: 'completed',
      released: false,
      runs: [{ verdict: { kind: 'exited', code: 3 }, output: { bytes: 6 } }],
    });
    expect(await world.outputs.read(ID, 0)).toEqual([{ stream: 'out', text: 'uid=0\n' }]);
  });

  test('is timed from the start of its container, and its first output is shown at once', async () => {
    await world.bring(...APPROVED);
    let shownAfter = -1;
    world.cluster.followContainer.mockImplementation(async ({ onStarted, onLines }) => {
      await onStarted?.(2_000);
      world.clock.now += 500;
      const position = { time: '2026-11-22T10:00:00Z', lines: 1 };
      await onLines({ text: Buffer.from('a\n'), position, again: false });
      shownAfter = world.shown.length;
      return { kind: 'exited', code: 0 };
    });
    await world.run();
    expect([shownAfter, world.shown]).toEqual([1, [ID]]);
    expect((await world.record()).runs).toMatchObject([{ tookMs: 2_500 }]);
  });

  const failed = (sentence: string) => ({ outcome: 'failed' as const, sentence });
  test.each<[FollowOutcome, Verdict, { readonly outcome: Outcome; readonly sentence?: string }]>([
    [{ kind: 'exited', code: 137 }, { kind: 'exited', code: 137 }, { outcome: 'completed' }],
    [
      { kind: 'could-not-start', sentence: 'There is no jq in it.' },
      { kind: 'could-not-start', sentence: 'There is no jq in it.' },
      failed('There is no jq in it.'),
    ],
    [
      { kind: 'never-started', sentence: 'The image cannot be pulled.' },
      {
        kind: 'could-not-start',
        sentence: 'The image cannot be pulled. If the container starts later, its command runs all the same.',
      },
      failed('The image cannot be pulled. If the container starts later, its command runs all the same.'),
    ],
    [
      { kind: 'timed-out' },
      { kind: 'timed-out', afterMs: 60_000, sentence: MAY_GO_ON },
      { outcome: 'timed-out', sentence: `The command did not end within its limit; ${MAY_GO_ON}` },
    ],
    [
      { kind: 'lost', sentence: 'The pod was deleted.' },
      { kind: 'unknown', sentence: 'The pod was deleted.' },
      { outcome: 'interrupted', sentence: 'The pod was deleted.' },
    ],
  ])('ends as the cluster tells: %j', async (ending, verdict, over) => {
    await world.bring(...APPROVED);
    world.cluster.followContainer.mockImplementation(follows(['line\n'], ending));
    await world.run();
    const request = await world.record();
    expect(request).toMatchObject({ state: 'ended', ...over, runs: [{ verdict, output: { bytes: 5 } }] });
    expect(request.sentence).toBe(over.sentence);
  });

  test.each<[Addition, Outcome, string]>([
    [{ kind: 'refused', sentence: 'No.' }, 'failed', 'No.'],
    [
      { kind: 'unknown', sentence: 'No answer came.' },
      'interrupted',
      'No answer came. Whether the command ran is unknown.',
    ],
  ])('is over when its container was not added: %j', async (addition, outcome, sentence) => {
    await world.bring(...APPROVED);
    world.cluster.addContainer.mockImplementation(async () => addition);
    await world.run();
    expect(await world.record()).toMatchObject({ outcome, sentence, containerAdded: false });
    expect(world.cluster.followContainer).not.toHaveBeenCalled();
  });

  test('whose output cannot be searched for secrets is not shown, and its outcome is unknown', async () => {
    await world.bring(...APPROVED);
    world.cluster.followContainer.mockRejectedValue(new Error('unforeseen'));
    await world.run();
    expect(await world.record()).toMatchObject({
      outcome: 'interrupted',
      sentence: `Keyhole could not keep the command's output (unexpected), so its outcome is unknown; ${MAY_GO_ON}`,
    });
  });
});
