import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Addition } from '../../../src/kubernetes/cluster.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { LEASE, REPORT } from '../../helpers/request.ts';
import { aborted, follows } from '../../helpers/scripted-cluster.ts';
import { ENTRYPOINT_APPROVED, type SessionWorld, sessionWorld } from './session-world.ts';

/** What a worker does that is lost before, and after, it knows that the container was added. */
const STARTED = [
  ...ENTRYPOINT_APPROVED,
  { type: 'starting', lease: LEASE } as const,
  { type: 'run-started', run: 0, lease: LEASE } as const,
];
const ADDED = [...STARTED, { type: 'container-added', lease: LEASE } as const];

let world: SessionWorld;
let stop: AbortController;

beforeEach(() => {
  world = sessionWorld();
  stop = new AbortController();
});

afterEach(() => world.stop());

describe('a worker that was lost', () => {
  test('before the container was known to be added: the next one adds it again, which is adding it once', async () => {
    await world.bring(...STARTED);
    await world.run();
    expect(world.cluster.addContainer).toHaveBeenCalledTimes(1);
    expect(await world.record()).toMatchObject({ outcome: 'completed' });
    expect((await world.journal()).filter((type) => type === 'run-started')).toHaveLength(1);
  });

  test('while the container ran: the next one follows it, and no outcome is unknown', async () => {
    await world.bring(...ADDED, { type: 'active', lease: LEASE });
    world.cluster.followContainer.mockImplementation(follows(['line\n'], { kind: 'exited', code: 7 }));
    await world.run();
    expect(world.cluster.addContainer).not.toHaveBeenCalled();
    expect(await world.record()).toMatchObject({
      outcome: 'completed',
      runs: [{ verdict: { kind: 'exited', code: 7 } }],
    });
  });

  test('after the container was seen: it is not told a second time that the session started', async () => {
    await world.bring(...ADDED, { type: 'active', lease: LEASE });
    await world.bring({ type: 'container-seen', report: REPORT, lease: LEASE });
    world.cluster.followContainer.mockImplementation(follows(['line\n'], { kind: 'exited', code: 0 }));
    await world.run();
    expect(world.cluster.report).not.toHaveBeenCalled();
    expect(world.cluster.recordEvent).not.toHaveBeenCalled();
  });

  test('before the container was known to be added, and the cluster refuses it now: it may have run', async () => {
    await world.bring(...STARTED);
    world.cluster.addContainer.mockResolvedValue({ kind: 'refused', sentence: 'The pod was replaced.' });
    await world.run();
    expect(await world.record()).toMatchObject({
      outcome: 'interrupted',
      sentence: 'The pod was replaced. Whether the command ran is unknown.',
    });
  });

  test('before the container was known to be added, and the policy refuses it now: nothing is added', async () => {
    await world.bring(...STARTED);
    await world.run(undefined, testPolicy({ requesters: ['payments'] }));
    expect(world.cluster.addContainer).not.toHaveBeenCalled();
    expect(await world.record()).toMatchObject({
      outcome: 'interrupted',
      sentence: expect.stringMatching(/no longer allows it.*Whether its command ran is unknown\.$/),
    });
  });

  test('after it wrote down how the command ended: the session only ends', async () => {
    const verdict = { kind: 'exited', code: 0 } as const;
    const output = { bytes: 0, cutBytes: 0, redactions: 0 };
    await world.bring(...ADDED, { type: 'run-ended', run: 0, lease: LEASE, verdict, output });
    await world.run();
    expect(world.cluster.followContainer).not.toHaveBeenCalled();
    expect(await world.record()).toMatchObject({ outcome: 'completed' });
  });
});

describe('a worker that stops', () => {
  test('while it follows: nothing ends, and the next one goes on', async () => {
    await world.bring(...ENTRYPOINT_APPROVED);
    world.cluster.followContainer.mockImplementationOnce(async ({ signal, onStarted }) => {
      await onStarted?.(0);
      stop.abort();
      await aborted(signal);
      return { kind: 'aborted' };
    });
    await expect(world.run(stop.signal)).rejects.toMatchObject({ code: 'stopping' });
    expect(await world.record()).toMatchObject({ state: 'active' });
    await world.run();
    expect(world.cluster.addContainer).toHaveBeenCalledTimes(1);
    expect(await world.record()).toMatchObject({ outcome: 'completed' });
  });

  test.each<Addition>([
    { kind: 'unknown', sentence: 'The call was ended.' },
    { kind: 'refused', sentence: 'The call was ended.' },
  ])('while it adds the container: the next one adds it again (%j)', async (addition) => {
    await world.bring(...ENTRYPOINT_APPROVED);
    world.cluster.addContainer.mockImplementationOnce(async () => {
      stop.abort();
      return addition;
    });
    await expect(world.run(stop.signal)).rejects.toMatchObject({ code: 'stopping' });
    expect(await world.record()).toMatchObject({ state: 'starting' });
    await world.run();
    expect(await world.record()).toMatchObject({ outcome: 'completed' });
  });
});

describe("a session that is no longer this worker's", () => {
  test.each([
    ['was taken over', { type: 'starting', lease: 'another' } as const, 'active'],
    ['was ended', { type: 'ended', outcome: 'completed' } as const, 'ended'],
  ])(
    'as it %s: it is let go of soon, and nothing changes any more',
    async (_how, event, state) => {
      await world.bring(...ENTRYPOINT_APPROVED);
      world.cluster.followContainer.mockImplementation(async ({ signal, onStarted }) => {
        await onStarted?.(0);
        await world.bring(event);
        await aborted(signal);
        return { kind: 'aborted' };
      });
      await world.run();
      expect(await world.record()).toMatchObject({ state });
      expect((await world.journal()).at(-1)).toBe(event.type);
    },
    5_000,
  );

  test('as it ended while the container was added: nobody follows it, nor can end it', async () => {
    await world.bring(...ENTRYPOINT_APPROVED);
    world.cluster.addContainer.mockImplementation(async () => {
      await world.bring({ type: 'ended', outcome: 'completed' });
      return { kind: 'added' };
    });
    await world.run();
    expect(world.cluster.followContainer).not.toHaveBeenCalled();
    expect(world.cluster.release).not.toHaveBeenCalled();
  });
});
