import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Outputs } from '../../../src/requests/outputs.ts';
import { ID } from '../../helpers/request.ts';
import { follows } from '../../helpers/scripted-cluster.ts';
import { githubToken, privateKey } from '../../transcript/secrets.ts';
import { ENTRYPOINT_APPROVED, type SessionWorld, sessionWorld } from './session-world.ts';

/** What a container wrote: plain lines, secrets of one and of many lines, and a last line without a newline. */
const LOG = [
  'one\n',
  'two\n',
  ...privateKey(3)
    .split('\n')
    .map((line) => `${line}\n`),
  `${githubToken}\n`,
  'a line in ',
  'two pieces\n',
  'last',
];
const SHOWN = 'one\ntwo\n[redacted: private key]\n[redacted: GitHub token]\na line in two pieces\nlast';
/** How often the log above is kept: at the end of each line, and at its own end. */
const APPENDS = 10;

let world: SessionWorld;

beforeEach(() => {
  world = sessionWorld();
});

afterEach(() => world.stop());

/** A worker that is frozen before or after it has kept something for the n-th time, until it is let go on. */
function frozenAt(count: number, when: 'before' | 'after', outputs: Outputs) {
  const frozen = Promise.withResolvers<void>();
  const thaw = Promise.withResolvers<void>();
  let appends = 0;
  const stopHere = async () => {
    frozen.resolve();
    await thaw.promise;
  };
  const worker: Outputs = {
    ...outputs,
    appendFollowed: async (...args) => {
      appends += 1;
      if (appends === count && when === 'before') await stopHere();
      const kept = await outputs.appendFollowed(...args);
      if (appends === count && when === 'after') await stopHere();
      return kept;
    },
  };
  return { worker, frozen: frozen.promise, thaw: thaw.resolve };
}

const textOf = async () => (await world.outputs.read(ID, 0)).map(({ text }) => text).join('');

describe('a worker that is lost while it follows', () => {
  test('at any moment leaves neither a gap nor a repeat, also when it wakes up later', async () => {
    world.cluster.followContainer.mockImplementation(follows(LOG, { kind: 'exited', code: 0 }));
    await fc.assert(
      fc
        .asyncProperty(
          fc.array(fc.tuple(fc.integer({ min: 1, max: APPENDS }), fc.constantFrom('before', 'after')), {
            maxLength: 3,
          }),
          async (losses) => {
            await world.bring(...ENTRYPOINT_APPROVED);
            const sleeping: (() => Promise<void>)[] = [];
            for (const [count, when] of losses) {
              const { worker, frozen, thaw } = frozenAt(count, when, world.outputs);
              const run = world.run(undefined, undefined, { outputs: worker });
              await Promise.race([frozen, run]);
              sleeping.push(async () => {
                thaw();
                await run;
              });
            }
            await world.run();
            const before = await world.record();
            for (const wake of sleeping) await wake();
            expect(await textOf()).toBe(SHOWN);
            expect(await world.record()).toEqual(before);
            expect(before).toMatchObject({
              outcome: 'completed',
              runs: [
                {
                  verdict: { kind: 'exited', code: 0 },
                  output: { bytes: SHOWN.length, cutBytes: 0, redactions: 2 },
                },
              ],
            });
          },
        )
        .afterEach(() => world.forget()),
      { numRuns: 60, examples: everyMoment() },
    );
  }, 60_000);

  test('and whose log lost its beginning meanwhile: what was kept is not told again, nor a key that had begun', async () => {
    await world.bring(...ENTRYPOINT_APPROVED);
    // The worker is lost inside of the private key; the file that it began in is rotated away.
    const { worker, frozen, thaw } = frozenAt(5, 'after', world.outputs);
    world.cluster.followContainer.mockImplementation(follows(LOG, { kind: 'exited', code: 0 }));
    const first = world.run(undefined, undefined, { outputs: worker });
    await frozen;
    world.cluster.followContainer.mockImplementation(async ({ after, ...options }) => {
      const gone = after?.lines ?? 0;
      return follows(LOG.slice(gone), { kind: 'exited', code: 0 })(options);
    });
    await world.run();
    thaw();
    await first;
    expect(await textOf()).toBe(SHOWN);
  });

  test('goes on after the place that was kept, not after one that was only read', async () => {
    await world.bring(...ENTRYPOINT_APPROVED);
    const { worker, frozen, thaw } = frozenAt(2, 'after', world.outputs);
    world.cluster.followContainer.mockImplementation(follows(LOG, { kind: 'exited', code: 0 }));
    const first = world.run(undefined, undefined, { outputs: worker });
    await frozen;
    await world.run();
    thaw();
    await first;
    expect(world.cluster.followContainer.mock.calls.map(([{ after }]) => after?.lines)).toEqual([
      undefined,
      2,
    ]);
  });
});

test('a store that fails is no end: a later try goes on where it was', async () => {
  await world.bring(...ENTRYPOINT_APPROVED);
  world.cluster.followContainer.mockImplementation(follows(LOG, { kind: 'exited', code: 0 }));
  // Where the output should be, Redis holds something else and refuses.
  await world.redis.set(`${world.prefix}:output:${ID}:0`, 'no list');
  await expect(world.run()).rejects.toMatchObject({ code: 'redis-failed' });
  expect(await world.record()).toMatchObject({ state: 'active' });
  await world.redis.del(`${world.prefix}:output:${ID}:0`);
  await world.run();
  expect(await textOf()).toBe(SHOWN);
});

/** Each single loss that there can be. */
function everyMoment(): [[number, 'before' | 'after'][]][] {
  return Array.from({ length: APPENDS }, (_each, index) => index + 1).flatMap((count) => [
    [[[count, 'before']]],
    [[[count, 'after']]],
  ]);
}
