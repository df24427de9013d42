import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import { ALICE, APPROVED, ID, testPlan } from '../../helpers/request.ts';
import { type SessionWorld, sessionWorld } from './session-world.ts';

const RELEASE = {
  namespace: 'shop',
  pod: testPlan().pod,
  container: `keyhole-${ID}`,
  argv: ['touch', `/tmp/.keyhole-${ID}`],
};

let world: SessionWorld;

beforeEach(async () => {
  world = sessionWorld();
  await world.bring(...APPROVED);
});

afterEach(() => world.stop());

/** Lets something happen to the request while the container is being added. */
function whileAdding(event: Event, also = () => {}): void {
  world.cluster.addContainer.mockImplementation(async () => {
    await world.bring(event);
    also();
    return { kind: 'added' };
  });
}

const ended: Event = { type: 'ended', outcome: 'completed', by: ALICE };

test('a container that came after the session had ended is released', async () => {
  whileAdding(ended);
  await world.run();
  expect(world.cluster.release.mock.calls).toEqual([[RELEASE]]);
  expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
  expect(world.waits).toEqual([]);
});

test('its release is tried again, a second later each time, until the container is there to be told', async () => {
  whileAdding(ended);
  const failed = { kind: 'failed', sentence: 'The cluster is down.' } as const;
  const notYet = { kind: 'not-yet', sentence: 'The container is still starting.' } as const;
  world.cluster.release.mockResolvedValueOnce(failed).mockResolvedValueOnce(notYet);
  await world.run();
  expect(world.cluster.release.mock.calls).toEqual([[RELEASE], [RELEASE], [RELEASE]]);
  expect(world.waits).toEqual([1_000, 1_000]);
});

test('a container that is gone needs no second try', async () => {
  whileAdding(ended);
  world.cluster.release.mockResolvedValue({ kind: 'gone' });
  await world.run();
  expect(world.cluster.release).toHaveBeenCalledTimes(1);
});

test('its release is given up in the end: the container ends by itself', async () => {
  whileAdding(ended);
  world.cluster.release.mockResolvedValue({ kind: 'failed', sentence: 'No.' });
  await world.run();
  expect(world.cluster.release).toHaveBeenCalledTimes(20);
});

test('a worker that stops leaves the release to its job', async () => {
  const stop = new AbortController();
  whileAdding(ended, () => stop.abort());
  await world.run(stop.signal);
  expect(world.cluster.release).not.toHaveBeenCalled();
  expect(await world.record()).toMatchObject({ released: false });
});

test('a container of a session that another worker took over is not released: it is in use', async () => {
  whileAdding({ type: 'starting', lease: 'another' });
  await world.run();
  expect(world.cluster.release).not.toHaveBeenCalled();
  expect(world.cluster.execWhenRunning).not.toHaveBeenCalled();
  expect(await world.record()).toMatchObject({ state: 'starting', lease: 'another' });
});
