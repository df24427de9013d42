import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { endCommandsCommand } from '../../../src/domain/container/holder.ts';
import type { DebugContainer } from '../../../src/domain/container/debug-container.ts';
import type { ExecOutcome } from '../../../src/kubernetes/cluster.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { APPROVED, approvedFor, ASK, ID, testPlan } from '../../helpers/request.ts';
import { scriptedCluster, takes } from '../../helpers/scripted-cluster.ts';
import { FIRST_LOOK, FIRST_LOOK_APPROVED, type SessionWorld, sessionWorld } from './session-world.ts';

let world: SessionWorld;

beforeEach(() => {
  world = sessionWorld();
});

afterEach(() => world.stop());

describe('a command that reaches its limit in a session that stays open', () => {
  beforeEach(async () => {
    await world.bring(...FIRST_LOOK_APPROVED);
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'timed-out' }, 'line\n'));
  });

  test('is ended in its container, with whatever it left running', async () => {
    await world.run();
    expect(world.cluster.exec.mock.calls).toEqual([
      [
        expect.objectContaining({
          namespace: 'shop',
          pod: testPlan().pod.name,
          container: `keyhole-${ID}`,
          argv: endCommandsCommand(ID),
        }),
      ],
    ]);
    expect(await world.record()).toMatchObject({ state: 'active' });
    expect((await world.record()).runs[0]?.verdict).toEqual({ kind: 'timed-out', afterMs: 60_000 });
  });

  test.each<ExecOutcome>([
    { kind: 'exited', code: 1 },
    { kind: 'lost', sentence: 'The connection was lost.' },
    { kind: 'timed-out' },
  ])('may still run where that cannot be done, and that is said: %j', async (ended) => {
    world.cluster.exec.mockResolvedValue(ended);
    await world.run();
    expect((await world.record()).runs[0]?.verdict).toEqual({
      kind: 'timed-out',
      afterMs: 60_000,
      sentence: 'Keyhole could not end it, so it may still run until the session ends.',
    });
  });
});

test.each<ExecOutcome>([{ kind: 'timed-out' }, { kind: 'exited', code: 0 }])(
  'nothing is ended by hand where the container ends (%j)',
  async (outcome) => {
    await world.bring(...APPROVED);
    world.cluster.execWhenRunning.mockImplementation(takes(outcome));
    await world.run();
    expect(world.cluster.exec).not.toHaveBeenCalled();
  },
);

describe('a session in a container of another one', () => {
  const reuse: DebugContainer = { ...testPlan().container, name: 'keyhole-abcdefghij' };

  test('adds nothing and runs there; that it ended is still to be told on the pod', async () => {
    await world.bring(...approvedFor({ ...ASK, reuse: reuse.name }, { reuse }));
    await world.run();
    expect(world.cluster.addContainer).not.toHaveBeenCalled();
    expect(world.cluster.execWhenRunning.mock.calls.map(([{ container }]) => container)).toEqual([
      reuse.name,
    ]);
    expect(await world.record()).toMatchObject({ outcome: 'completed', released: false });
  });

  test.each([ASK, FIRST_LOOK])('ends no command of whoever else is in there', async (ask) => {
    await world.bring(...approvedFor({ ...ask, reuse: reuse.name }, { reuse }));
    world.cluster.execWhenRunning.mockImplementation(takes({ kind: 'timed-out' }));
    await world.run();
    expect(world.cluster.exec).not.toHaveBeenCalled();
    const request = await world.record();
    expect(request.runs[0]?.verdict).toMatchObject({
      sentence: 'It may still run, until the session that the container belongs to ends.',
    });
    if (request.state === 'ended') expect(request.sentence).not.toContain('container ends now');
  });
});

describe('a session on behalf of a person', () => {
  const actAs = { user: 'alice@example.com', groups: ['debuggers'] };
  const impersonate = { groups: ['debuggers'] };
  const policy = testPolicy({}, { clusters: { sandbox: { defaultNamespace: 'shop', impersonate } } });

  test.each(['exec', 'entrypoint'] as const)(
    'is that person to the cluster while it runs, and Keyhole where it tells of it (%s)',
    async (mode) => {
      const person = scriptedCluster();
      world.cluster.as.mockReturnValue(person);
      const ask = mode === 'exec' ? FIRST_LOOK : { ...ASK, entrypoint: true as const };
      await world.bring(...approvedFor(ask, { actAs }));
      person.execWhenRunning.mockImplementation(takes({ kind: 'timed-out' }, 'line\n'));
      await world.run(undefined, policy);
      expect(world.cluster.as.mock.calls).toEqual([[actAs]]);
      const runs = mode === 'exec' ? person.execWhenRunning : person.followContainer;
      for (const method of [person.addContainer, runs, person.report])
        expect(method).toHaveBeenCalledTimes(1);
      const { addContainer, execWhenRunning, followContainer, report } = world.cluster;
      for (const method of [addContainer, execWhenRunning, followContainer, report])
        expect(method).not.toHaveBeenCalled();
      expect(world.cluster.recordEvent).toHaveBeenCalledTimes(1);
      expect(person.recordEvent).not.toHaveBeenCalled();
    },
  );

  test('without one it is Keyhole throughout', async () => {
    await world.bring(...APPROVED);
    await world.run();
    expect(world.cluster.as.mock.calls).toEqual([[undefined]]);
  });
});
