import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ContainerState } from '../../../src/domain/container/container-report.ts';
import type { Reporting } from '../../../src/kubernetes/cluster.ts';
import { APPROVED, approvedFor, ASK, ID, REPORT, testPlan } from '../../helpers/request.ts';
import { follows, takes } from '../../helpers/scripted-cluster.ts';
import { FIRST_LOOK_APPROVED, type SessionWorld, sessionWorld } from './session-world.ts';

let world: SessionWorld;

beforeEach(() => {
  world = sessionWorld();
});

afterEach(() => world.stop());

const standing = (state: ContainerState): Reporting => ({ kind: 'reported', report: { ...REPORT, state } });
const WAITING = standing({ kind: 'waiting', reason: 'ContainerCreating' });
const NO_IMAGE = standing({ kind: 'waiting', reason: 'ErrImageNeverPull' });
const where = () => {
  const { namespace, pod, container } = testPlan();
  return { namespace, pod, container: container.name, signal: expect.any(AbortSignal) };
};

describe('how the container stands, and that the session started', () => {
  test.each(['exec', 'entrypoint'] as const)(
    'is asked and told only after the first output was shown (%s)',
    async (mode) => {
      await world.bring(...(mode === 'exec' ? APPROVED : approvedFor({ ...ASK, entrypoint: true })));
      const asked = () =>
        world.cluster.report.mock.calls.length + world.cluster.recordEvent.mock.calls.length;
      const askedBefore: number[] = [];
      world.cluster.execWhenRunning.mockImplementation(async ({ onOpen, onOutput }) => {
        await onOpen?.(0);
        await onOutput('out', Buffer.from('no end of line yet, '));
        askedBefore.push(asked());
        await onOutput('out', Buffer.from('now\n'));
        return { kind: 'exited', code: 0 };
      });
      const lines = follows(['a line\n'], { kind: 'exited', code: 0 });
      world.cluster.followContainer.mockImplementation(async (options) => {
        askedBefore.push(asked());
        return lines(options);
      });
      const shownBefore: number[] = [];
      world.cluster.report.mockImplementation(async () => {
        shownBefore.push(world.shown.length);
        return { kind: 'reported', report: REPORT };
      });
      await world.run();
      expect([askedBefore, shownBefore]).toEqual([[0], [1]]);
      expect(world.cluster.report.mock.calls).toEqual([[where()]]);
      expect(world.cluster.recordEvent.mock.calls).toEqual([
        [
          {
            ...where(),
            name: `keyhole-${ID}.started`,
            reason: 'KeyholeSessionStarted',
            message: `Debug session of alice@example.com started, approved by bob@example.com, request ${ID}.`,
          },
        ],
      ]);
      expect(await world.record()).toMatchObject({ outcome: 'completed', container: REPORT });
    },
  );

  test('is asked and told after a command that prints nothing, too', async () => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'exited', code: 0 }));
    await world.run();
    expect(world.cluster.recordEvent).toHaveBeenCalledTimes(1);
    expect(await world.record()).toMatchObject({ container: REPORT });
  });

  test.each(['exec', 'entrypoint'] as const)(
    'is looked at where it never started, so that the thread shows why, and no start is told (%s)',
    async (mode) => {
      await world.bring(...(mode === 'exec' ? APPROVED : approvedFor({ ...ASK, entrypoint: true })));
      const never = { kind: 'never-started', sentence: 'No image.' } as const;
      world.cluster.execWhenRunning.mockResolvedValue(never);
      world.cluster.followContainer.mockResolvedValue(never);
      // Between two tries the kubelet tells nothing of what fails.
      world.cluster.report.mockResolvedValueOnce(WAITING).mockResolvedValue(NO_IMAGE);
      await world.run();
      expect(world.cluster.report.mock.calls).toEqual([[where()], [where()]]);
      expect(world.cluster.recordEvent).not.toHaveBeenCalled();
      expect((await world.journal()).slice(-2)).toEqual(['container-seen', 'run-ended']);
      expect(await world.record()).toMatchObject({
        outcome: 'failed',
        container: { state: { kind: 'waiting', reason: 'ErrImageNeverPull' } },
      });
    },
  );

  test('is not looked at where the session was ended meanwhile: its release does that', async () => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockResolvedValue({ kind: 'aborted', handedOver: true });
    await world.run();
    expect(world.cluster.report).not.toHaveBeenCalled();
  });

  test('is written down before a session that a failure ends is over', async () => {
    await world.bring(...APPROVED);
    const lost = { kind: 'lost', sentence: 'The connection was lost.' } as const;
    world.cluster.execWhenRunning.mockImplementation(takes(lost, 'line\n'));
    await world.run();
    expect((await world.journal()).slice(-2)).toEqual(['container-seen', 'run-ended']);
    expect(await world.record()).toMatchObject({ outcome: 'interrupted', container: REPORT });
  });

  test('is looked for again while the kubelet has not told it, in a session that stays open', async () => {
    await world.bring(...FIRST_LOOK_APPROVED);
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'exited', code: 0 }, 'line\n'));
    world.cluster.report.mockResolvedValueOnce(standing({ kind: 'unknown' })).mockResolvedValueOnce(WAITING);
    await world.run();
    expect(world.cluster.report).toHaveBeenCalledTimes(3);
    expect(world.waits).toEqual([500, 500]);
    expect(await world.record()).toMatchObject({ state: 'active', container: REPORT });
  });

  test('is looked for only so often', async () => {
    await world.bring(...FIRST_LOOK_APPROVED);
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'exited', code: 0 }, 'line\n'));
    world.cluster.report.mockResolvedValue(WAITING);
    await world.run();
    expect(world.cluster.report).toHaveBeenCalledTimes(6);
    expect(await world.record()).toMatchObject({ container: { state: { kind: 'waiting' } } });
  });

  test('keeps no session waiting that is over: what is known by then must do', async () => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'exited', code: 0 }, 'line\n'));
    world.cluster.report.mockResolvedValue(WAITING);
    // A pause between two looks that would never end.
    await world.run(undefined, undefined, { wait: () => new Promise(() => {}) });
    expect(await world.record()).toMatchObject({
      outcome: 'completed',
      container: { state: { kind: 'waiting' } },
    });
  }, 5_000);

  test('changes nothing where it fails, and that is logged', async () => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'exited', code: 0 }, 'line\n'));
    world.cluster.report.mockResolvedValue({ kind: 'failed', sentence: 'May not get pods.' });
    world.cluster.recordEvent.mockRejectedValue(new Error('unforeseen'));
    await world.run();
    const request = await world.record();
    expect(request).toMatchObject({ outcome: 'completed' });
    expect(request).not.toHaveProperty('container');
    expect(world.log).toEqual([
      expect.objectContaining({ level: 'warn', requestId: ID, sentence: 'May not get pods.' }),
      expect.objectContaining({ level: 'warn', requestId: ID, error: 'unforeseen' }),
    ]);
  });

  test.each(['exec', 'entrypoint'] as const)(
    'is done before the job is, also of a session that another worker took over (%s)',
    async (mode) => {
      await world.bring(...(mode === 'exec' ? APPROVED : approvedFor({ ...ASK, entrypoint: true })));
      const taken = () => world.bring({ type: 'starting', lease: 'another' });
      world.cluster.execWhenRunning.mockImplementation(async (options) => {
        const ended = await takes({ kind: 'exited', code: 0 }, 'line\n')(options);
        await taken();
        return ended;
      });
      world.cluster.followContainer.mockImplementation(async (options) => {
        await follows(['line\n'], { kind: 'exited', code: 0 })(options);
        await taken();
        return { kind: 'aborted' };
      });
      const order: string[] = [];
      world.cluster.recordEvent.mockImplementation(async () => {
        // Long enough for a job that does not wait for it to be over first.
        while ((await world.record()).lease !== 'another') continue;
        for (let turns = 0; turns < 50; turns += 1) await world.redis.ping();
        order.push('told');
        return { kind: 'recorded' };
      });
      await world.run();
      order.push('job over');
      expect(order).toEqual(['told', 'job over']);
      expect(await world.record()).toMatchObject({ lease: 'another', state: 'active' });
    },
  );
});
