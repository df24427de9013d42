import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Ask } from '../../../src/domain/asking/ask.ts';
import type { DebugContainer } from '../../../src/domain/container/debug-container.ts';
import { stillAllowed } from '../../../src/domain/policy/still-allowed.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, approvedFor, ASK, BOB, ID, LEASE, reviewed, testPlan } from '../../helpers/request.ts';
import { POD } from '../../helpers/scripted-cluster.ts';
import { asked, type PrepareWorld, prepareWorld } from './prepare-world.ts';

let world: PrepareWorld;

beforeEach(() => {
  world = prepareWorld();
});

afterEach(() => world.stop());

describe('a debug container that still runs', () => {
  const OTHER = 'abcdefghjk';
  const { command: _command, ...OPEN }: Ask = ASK;
  const container = testPlan(undefined, OTHER, OPEN).container;
  const existing: DebugContainer = { ...container, imagePullPolicy: 'IfNotPresent' };
  const name = `keyhole-${OTHER}`;

  /** Another request of Alice's, whose session is open. */
  async function openSession(): Promise<void> {
    const plan = testPlan(undefined, OTHER, OPEN);
    const [first, , ...others] = approvedFor(OPEN);
    if (!first) throw new Error('no events');
    const events = [
      first,
      { type: 'prepared', plan, digest: 'x', warnings: [] } as const,
      ...others,
      { type: 'starting', lease: LEASE } as const,
      { type: 'container-added', lease: LEASE } as const,
      { type: 'run-started', run: 0, lease: LEASE } as const,
      { type: 'active', lease: LEASE } as const,
    ];
    for (const event of events) {
      expect(await world.requests.change(OTHER, event)).toMatchObject({ kind: 'changed' });
    }
  }

  const finds = (running: boolean, changes: Partial<DebugContainer> = {}) =>
    world.finds({
      kind: 'found',
      pod: { ...POD, existingDebugContainers: [{ running, container: { ...existing, ...changes } }] },
    });

  test('is offered', async () => {
    await openSession();
    finds(true);
    const { plan, choices } = await world.prepared();
    expect(plan?.reused).toBe(false);
    expect(choices).toEqual([{ label: `Use ${name}, which still runs`, change: { reuse: name } }]);
  });

  test.each([
    ['no session is known', false, true, {}],
    ['it ended', true, false, {}],
    ['it is another one', true, true, { image: 'evil' }],
  ])('is not offered when %s', async (_title, known, running, changes) => {
    if (known) await openSession();
    finds(running, changes);
    expect(await world.prepared()).not.toHaveProperty('choices');
  });

  test('is used when it is asked for, and may be when the session starts', async () => {
    await openSession();
    finds(true);
    const { plan, warnings, choices } = await world.prepared(asked({ reuse: name }));
    expect(plan).toMatchObject({ reused: true, container: existing });
    expect(warnings).toEqual([
      `The container ${name} is that of Alice's session: what runs in it ends with that session, and when a command of that session runs out of time.`,
    ]);
    expect(choices).toBeUndefined();
    expect(world.cluster.preflight.mock.calls[0]?.[0]).toMatchObject({
      container: existing,
      reused: true,
      alternatives: [],
    });
    const request = await world.bring({ type: 'card-posted' }, reviewed(BOB, 'approve'));
    expect(stillAllowed(testPolicy(), request, { now: world.clock.now })).toEqual({ kind: 'yes' });
  });

  test.each<[string, Partial<Ask>, boolean]>([
    [`The pod ${POD.name} has no debug container keyhole-bbbbbbbbbb`, { reuse: 'keyhole-bbbbbbbbbb' }, true],
    [`${name} no longer runs: leave --reuse out`, { reuse: name }, false],
    [`${name} has another profile than what you asked for`, { reuse: name, profile: 'restricted' }, true],
    [`${name} has another environment than`, { reuse: name, env: { A: '1' } }, true],
    ['needs a container of its own', { reuse: name, entrypoint: true }, true],
    ['leave one of them out', { reuse: name, containerName: 'mine' }, true],
  ])('is refused with why: %s', async (sentence, changes, running) => {
    await openSession();
    finds(running);
    expect(await world.prepared(asked(changes))).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining(sentence),
    });
    expect(world.cluster.preflight).not.toHaveBeenCalled();
  });

  test('is refused where nobody knows its session', async () => {
    finds(true);
    expect(await world.prepared(asked({ reuse: name }, ALICE))).toMatchObject({
      sentence: expect.stringContaining('is not of a session that Keyhole knows'),
    });
    expect(await world.requests.load(ID)).toMatchObject({ outcome: 'refused' });
  });
});
