import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Outcome, Verdict } from '../../../src/domain/request/request.ts';
import type { ExecOutcome, NeverStarted } from '../../../src/kubernetes/cluster.ts';
import { APPROVED, ID } from '../../helpers/request.ts';
import { takes } from '../../helpers/scripted-cluster.ts';
import { FIRST_LOOK_APPROVED, type SessionWorld, sessionWorld } from './session-world.ts';

let world: SessionWorld;

beforeEach(() => {
  world = sessionWorld();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await world.stop();
});

describe('how a run ends', () => {
  const failed = (sentence: string) => ({ outcome: 'failed' as const, sentence });
  const interrupted = (sentence: string) => ({ outcome: 'interrupted' as const, sentence });
  test.each<[ExecOutcome | NeverStarted, Verdict, { readonly outcome: Outcome; readonly sentence?: string }]>(
    [
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
          sentence:
            'The command did not end within its limit; its container ends now, and the command with it.',
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
    ],
  )('%j', async (ending, verdict, over) => {
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
    await world.bring(...FIRST_LOOK_APPROVED);
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
    await world.bring(...FIRST_LOOK_APPROVED);
    world.cluster.execWhenRunning.mockImplementation(async () => ending);
    await world.run();
    expect(await world.record()).toMatchObject({
      state: 'ended',
      sentence: 'sentence' in ending && ending.sentence,
    });
  });

  test.each([
    ['a run', async () => ({ kind: 'exited', code: 0 }) as const],
    ['a run that could not be followed', () => Promise.reject(new Error('no'))],
  ])('%s leaves no look at its session behind', async (_what, exec) => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementation(exec);
    const started = jest.spyOn(globalThis, 'setInterval');
    const stopped = jest.spyOn(globalThis, 'clearInterval');
    await world.run();
    const looks = started.mock.results.filter((_each, index) => started.mock.calls[index]?.[1] === 5);
    expect(looks).toHaveLength(1);
    expect(stopped.mock.calls.flat()).toContain(looks[0]?.value);
  });

  test('output that cannot be kept leaves the outcome unknown, and nothing runs it again', async () => {
    await world.bring(...APPROVED);
    // Where the list of output should be, Redis holds something else and refuses.
    await world.redis.set(`${world.prefix}:output:${ID}:0`, 'no list');
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'exited', code: 0 }, 'uid=0\n'));
    await world.run();
    await world.run();
    const sentence = "Keyhole could not keep the command's output (redis-failed), so its outcome is unknown.";
    expect(await world.record()).toMatchObject({
      outcome: 'interrupted',
      sentence,
      runs: [{ verdict: { kind: 'unknown', sentence }, output: { bytes: 0 } }],
    });
    expect(world.cluster.execWhenRunning).toHaveBeenCalledTimes(1);
    expect(world.log).toContainEqual(expect.objectContaining({ level: 'error', code: 'redis-failed' }));
  });
});
