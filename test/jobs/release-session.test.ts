import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '../../src/domain/request.ts';
import { releaseSession } from '../../src/jobs/release-session.ts';
import {
  APPROVED,
  ASKED,
  BOB,
  ID,
  LEASE,
  prepared,
  reviewed,
  RUNNING,
  testPlan,
} from '../helpers/request.ts';
import { type ScriptedCluster, scriptedCluster } from '../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from './job-world.ts';

const SESSION_MS = 900_000;
const ENDED: Event = { type: 'ended', outcome: 'failed', sentence: 'No.' };
/** Ended after the container was seen, and before. */
const SEEN = [...RUNNING, ENDED];
const NEVER_SEEN = [...APPROVED, { type: 'starting', lease: LEASE } as const, ENDED];

let world: JobWorld;
let cluster: ScriptedCluster;

beforeEach(() => {
  world = jobWorld();
  cluster = scriptedCluster();
});

afterEach(() => world.stop());

const release = () =>
  releaseSession({ requests: world.requests, cluster, now: () => world.clock.now })(
    ID,
    new AbortController().signal,
  );

test('the holder of an ended session is told to end, once', async () => {
  expect((await world.bring(...SEEN)).released).toBe(false);
  await release();
  await release();
  expect(cluster.release.mock.calls).toEqual([
    [
      {
        namespace: 'shop',
        pod: testPlan().pod,
        container: `keyhole-${ID}`,
        argv: ['touch', `/tmp/.keyhole-${ID}`],
      },
    ],
  ]);
  expect(await world.record()).toMatchObject({ state: 'ended', outcome: 'failed', released: true });
});

test.each<[string, readonly Event[]]>([
  ['is not there', []],
  ['still runs', RUNNING],
  ['never had a worker', [ASKED, prepared(), { type: 'card-posted' }, reviewed(BOB, 'deny')]],
])('a session that %s is left alone', async (_what, events) => {
  if (events.length > 0) await world.bring(...events);
  await release();
  expect(cluster.release).not.toHaveBeenCalled();
  expect(await world.journal()).toHaveLength(events.length);
});

describe('a container that is gone', () => {
  beforeEach(() => {
    cluster.release.mockResolvedValue({ kind: 'gone' });
  });

  test('after it was seen is released', async () => {
    await world.bring(...SEEN);
    await release();
    expect(await world.record()).toMatchObject({ released: true });
  });

  test('but was never seen may still come: it is looked for until no patch can be under way', async () => {
    await world.bring(...NEVER_SEEN);
    world.clock.now += 29_999;
    await expect(release()).rejects.toMatchObject({ code: 'release-too-early' });
    expect(await world.record()).toMatchObject({ released: false });
    world.clock.now += 1;
    await release();
    expect(await world.record()).toMatchObject({ released: true });
  });
});

describe('a release that fails', () => {
  beforeEach(() => {
    cluster.release.mockResolvedValue({ kind: 'failed', sentence: 'The cluster is down.' });
  });

  test.each([
    ['seen', SEEN],
    ['never seen', NEVER_SEEN],
  ])('is tried again until the holder of a container that was %s ended by itself', async (_what, events) => {
    await world.bring(...events);
    world.clock.now += SESSION_MS + 59_999;
    await expect(release()).rejects.toMatchObject({
      code: 'release-failed',
      message: 'The cluster is down.',
    });
    expect(await world.record()).toMatchObject({ released: false });
    world.clock.now += 1;
    await release();
    expect(await world.record()).toMatchObject({ released: true });
  });
});
