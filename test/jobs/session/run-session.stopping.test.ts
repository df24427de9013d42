import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ALICE, APPROVED, ID, LEASE, RUNNING, testPlan } from '../../helpers/request.ts';
import { stillStarting, takes, takesForever } from '../../helpers/scripted-cluster.ts';
import { type SessionWorld, sessionWorld } from './session-world.ts';

const STOPPED =
  'The worker was stopped while the command ran, so its outcome is unknown. Nothing ran it again.';

let world: SessionWorld;
let stop: AbortController;

beforeEach(() => {
  world = sessionWorld();
  stop = new AbortController();
});

afterEach(() => world.stop());

describe('a worker that stops', () => {
  test('before the cluster got the command: the run is withdrawn, and the next worker runs it', async () => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementationOnce(stillStarting(() => stop.abort()));
    await expect(world.run(stop.signal)).rejects.toMatchObject({ code: 'stopping' });
    const between = await world.record();
    expect(between).toMatchObject({ state: 'starting', containerAdded: true });
    expect(between.runs[0]).not.toHaveProperty('startedAt');

    let handedOver = 0;
    world.cluster.execWhenRunning.mockImplementation(async (options) => {
      handedOver += 1;
      return takes({ kind: 'exited', code: 7 })(options);
    });
    await world.run();
    await world.run();
    expect(handedOver).toBe(1);
    expect(world.cluster.addContainer).toHaveBeenCalledTimes(2); // Which is adding it once.
    expect(await world.record()).toMatchObject({
      outcome: 'completed',
      runs: [{ verdict: { kind: 'exited', code: 7 } }],
    });
    expect((await world.journal()).filter((type) => type.startsWith('run-'))).toEqual([
      'run-started',
      'run-withdrawn',
      'run-started',
      'run-ended',
    ]);
  });

  test('after the cluster got the command: its outcome is unknown, and the session is interrupted', async () => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementation(takesForever(() => stop.abort()));
    await world.run(stop.signal);
    await world.run();
    expect(await world.record()).toMatchObject({
      state: 'ended',
      outcome: 'interrupted',
      sentence: STOPPED,
      runs: [{ verdict: { kind: 'unknown', sentence: STOPPED } }],
    });
    expect(world.cluster.execWhenRunning).toHaveBeenCalledTimes(1);
  });

  test('while the container is added: nothing ends, and the next worker adds it again', async () => {
    await world.bring(...APPROVED);
    world.cluster.addContainer.mockImplementationOnce(async () => {
      stop.abort();
      return { kind: 'unknown', sentence: 'The call was ended.' };
    });
    await expect(world.run(stop.signal)).rejects.toMatchObject({ code: 'stopping' });
    expect(await world.record()).toMatchObject({ state: 'starting', containerAdded: false });
    expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
    await world.run();
    expect(await world.record()).toMatchObject({ outcome: 'completed', containerAdded: true });
  });
});

describe('a worker that was lost', () => {
  test.each([
    [
      'while it handed the command over',
      RUNNING.slice(0, -1),
      'The worker was lost while it handed the command over, so whether it ran is unknown. Nothing ran it again.',
    ],
    [
      'while the command ran',
      RUNNING,
      'The worker was lost while the command ran, so its outcome is unknown. Nothing ran it again.',
    ],
  ])('%s: the next one says that the outcome is unknown', async (_when, events, sentence) => {
    await world.bring(...events);
    await world.run();
    expect(await world.record()).toMatchObject({
      state: 'ended',
      outcome: 'interrupted',
      sentence,
      released: false,
      runs: [{ verdict: { kind: 'unknown', sentence }, output: { bytes: 0, cutBytes: 0, redactions: 0 } }],
    });
    expect(world.cluster.addContainer).not.toHaveBeenCalled();
    expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
  });

  test('before it ran anything: the next one goes on, with the same container', async () => {
    await world.bring(
      ...APPROVED,
      { type: 'starting', lease: LEASE },
      { type: 'container-added', lease: LEASE },
    );
    await world.run();
    expect(await world.record()).toMatchObject({ outcome: 'completed' });
    const { container } = testPlan();
    expect(world.cluster.addContainer.mock.calls).toEqual([[expect.objectContaining({ container })]]);
    expect(world.cluster.execWhenRunning).toHaveBeenCalledTimes(1);
  });
});

describe('a worker that another one took over from', () => {
  test('while it waits for the container: it never hands the command over', async () => {
    await world.bring(...APPROVED);
    let mayStart: boolean | undefined;
    world.cluster.execWhenRunning.mockImplementation(async (options) => {
      await world.run();
      mayStart = await options.mayStart?.();
      return takes({ kind: 'exited', code: 0 })(options);
    });
    await world.run();
    expect(mayStart).toBe(false);
    expect(world.cluster.execWhenRunning).toHaveBeenCalledTimes(1);
    expect(await world.record()).toMatchObject({
      outcome: 'interrupted',
      sentence: expect.stringContaining('while it handed the command over'),
    });
  });

  test('while the command runs: it lets go soon and changes nothing any more', async () => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementation(
      takesForever(() => world.requests.change(ID, { type: 'starting', lease: 'another' })),
    );
    await world.run();
    const request = await world.record();
    expect(request).toMatchObject({ state: 'active', lease: 'another' });
    expect(request.runs[0]).not.toHaveProperty('verdict');
  }, 5_000);

  test('five at once hand the command over once at the most, and the session ends', async () => {
    await world.bring(...APPROVED);
    let handedOver = 0;
    world.cluster.execWhenRunning.mockImplementation(async ({ mayStart, onOpen }) => {
      if ((await mayStart?.()) === false) return { kind: 'aborted', handedOver: false };
      handedOver += 1;
      await onOpen?.(0);
      return { kind: 'exited', code: 0 };
    });
    await Promise.all(Array.from({ length: 5 }, () => world.run()));
    expect(handedOver).toBeLessThanOrEqual(1);
    const { state, outcome } = await world.record();
    expect([state, outcome === 'completed' || outcome === 'interrupted']).toEqual(['ended', true]);
    if (outcome === 'completed') expect(handedOver).toBe(1);
  });
});

describe('a session that someone ends', () => {
  const ended = { type: 'ended', outcome: 'completed', by: ALICE } as const;
  const cutOff = { kind: 'unknown', sentence: 'The session ended before the command did.' };

  test('while a command runs: the worker lets go of it soon', async () => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementation(takesForever(() => world.bring(ended)));
    await world.run();
    expect(await world.record()).toMatchObject({
      outcome: 'completed',
      endedBy: ALICE,
      runs: [{ verdict: cutOff }],
    });
    expect((await world.journal()).at(-1)).toBe('ended');
  }, 5_000);

  test('just before its command: nothing asks the cluster to run it', async () => {
    await world.bring(...APPROVED);
    world.rightAfter('container-added', () => world.bring(ended));
    await world.run();
    expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
    expect((await world.record()).runs[0]).not.toHaveProperty('startedAt');
  });

  test('while the container starts: the command is never handed over', async () => {
    await world.bring(...APPROVED);
    let handedOver = false;
    world.cluster.execWhenRunning.mockImplementation(async ({ mayStart }) => {
      await world.bring(ended);
      handedOver = (await mayStart?.()) !== false;
      return { kind: 'aborted', handedOver };
    });
    await world.run();
    expect(handedOver).toBe(false);
    expect(await world.record()).toMatchObject({ outcome: 'completed', endedBy: ALICE });
  });
});
