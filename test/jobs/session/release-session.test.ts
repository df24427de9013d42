import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import { releaseSession } from '../../../src/jobs/session/release-session.ts';
import {
  APPROVED,
  approvedFor,
  ASK,
  ASKED,
  BOB,
  ID,
  LEASE,
  OVER,
  prepared,
  REPORT,
  reviewed,
  RUNNING,
  testPlan,
} from '../../helpers/request.ts';
import { type ScriptedCluster, scriptedCluster } from '../../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from '../job-world.ts';

const SESSION_MS = 900_000;
const ENDED: Event = { type: 'ended', outcome: 'failed', sentence: 'No.' };
/** Ended after the container was seen, and before. */
const SEEN = [...RUNNING, ENDED];
const NEVER_SEEN = [...APPROVED, { type: 'starting', lease: LEASE } as const, ENDED];

let world: JobWorld;
let cluster: ScriptedCluster;
let waits: number[];

beforeEach(() => {
  world = jobWorld();
  cluster = scriptedCluster({ report: async () => ({ kind: 'reported', report: OVER }) });
  waits = [];
});

afterEach(() => world.stop());

const releaser = () =>
  releaseSession({
    requests: world.requests,
    cluster,
    logger: world.logger,
    now: () => world.clock.now,
    wait: async (ms) => waits.push(ms),
  });
const release = () => releaser()(ID, new AbortController().signal);

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
    await expect(release()).rejects.toMatchObject({ name: 'NotYet' });
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

describe('a container that has not started, and may still', () => {
  const NOT_YET = { kind: 'not-yet', sentence: 'It is still to start.' } as const;

  beforeEach(() => {
    cluster.release.mockResolvedValue(NOT_YET);
  });

  test('is looked for again until its holder would have ended by itself', async () => {
    await world.bring(...SEEN);
    world.clock.now += SESSION_MS + 59_999;
    await expect(release()).rejects.toMatchObject({ name: 'NotYet', message: 'It is still to start.' });
    expect(await world.record()).toMatchObject({ released: false });
    world.clock.now += 1;
    await release();
    expect(await world.record()).toMatchObject({ released: true });
  });

  test.each([
    ['not yet', NOT_YET],
    ['refused', { kind: 'failed', sentence: 'May not exec.' } as const],
  ])(
    'keeps no pod waiting for the news that its session ended, which comes once (%s)',
    async (_what, answer) => {
      cluster.release.mockResolvedValue(answer);
      await world.bring(...SEEN);
      const job = releaser();
      const signal = new AbortController().signal;
      await expect(job(ID, signal)).rejects.toThrow(answer.sentence);
      expect(cluster.recordEvent.mock.calls).toMatchObject([[{ name: `keyhole-${ID}.ended` }]]);
      await expect(job(ID, signal)).rejects.toThrow(answer.sentence);
      cluster.release.mockResolvedValue({ kind: 'gone' });
      await job(ID, signal);
      expect(cluster.recordEvent).toHaveBeenCalledTimes(1);
      expect(await world.record()).toMatchObject({ released: true });
    },
  );

  test('that was perhaps never added is told nothing of', async () => {
    await world.bring(...NEVER_SEEN);
    await expect(release()).rejects.toThrow(NOT_YET.sentence);
    expect(cluster.recordEvent).not.toHaveBeenCalled();
  });
});

describe('once the container was told to end', () => {
  const running = { kind: 'reported', report: REPORT } as const;
  const over = { kind: 'reported', report: OVER } as const;

  test('it is looked at until it is over, and so it is written down', async () => {
    await world.bring(...SEEN);
    cluster.report.mockResolvedValueOnce(running).mockResolvedValueOnce(running).mockResolvedValueOnce(over);
    await release();
    expect(waits).toEqual([500, 500]);
    expect(await world.record()).toMatchObject({ released: true, container: OVER });
  });

  test('it is looked at for five seconds at the most', async () => {
    await world.bring(...SEEN);
    cluster.report.mockResolvedValue(running);
    await release();
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(5_000);
    expect(cluster.report).toHaveBeenCalledTimes(10);
    expect(await world.record()).toMatchObject({ released: true, container: REPORT });
  });

  test.each([
    ['gone', { kind: 'gone', sentence: 'The pod is gone.' } as const, 1],
    ['not to be seen', { kind: 'failed', sentence: 'May not get pods.' } as const, 10],
  ])('it may be %s: then it is released all the same', async (_what, answer, looks) => {
    await world.bring(...SEEN);
    cluster.report.mockResolvedValue(answer);
    await release();
    expect(cluster.report).toHaveBeenCalledTimes(looks);
    const request = await world.record();
    expect(request.released).toBe(true);
    expect(request).not.toHaveProperty('container');
  });

  test('its pod is told that the session ended, for whom and by whom, and nothing of what ran', async () => {
    await world.bring(...SEEN);
    await release();
    const { namespace, pod, container } = testPlan();
    expect(cluster.recordEvent.mock.calls).toEqual([
      [
        {
          namespace,
          pod,
          container: container.name,
          name: `keyhole-${ID}.ended`,
          reason: 'KeyholeSessionEnded',
          message: `Debug session of alice@example.com ended (failed), approved by bob@example.com, request ${ID}.`,
        },
      ],
    ]);
  });

  test('a pod that cannot be told is no reason to try again', async () => {
    await world.bring(...SEEN);
    cluster.recordEvent.mockResolvedValue({ kind: 'failed', sentence: 'May not create events.' });
    await release();
    expect(await world.record()).toMatchObject({ released: true });
    expect(world.log).toEqual([
      expect.objectContaining({ level: 'warn', requestId: ID, sentence: 'May not create events.' }),
    ]);
  });
});

test('a container that never was gets no Event', async () => {
  cluster = scriptedCluster({ release: async () => ({ kind: 'gone' }) });
  await world.bring(...NEVER_SEEN);
  world.clock.now += 60_000;
  await release();
  expect(await world.record()).toMatchObject({ released: true });
  expect(cluster.recordEvent).not.toHaveBeenCalled();
});

test('a container that has a command of its own is looked at once, and never told to end', async () => {
  const running = RUNNING.slice(APPROVED.length);
  await world.bring(...approvedFor({ ...ASK, entrypoint: true }), ...running, ENDED);
  cluster.report.mockResolvedValue({ kind: 'reported', report: REPORT });
  await release();
  expect(cluster.release).not.toHaveBeenCalled();
  expect(cluster.report).toHaveBeenCalledTimes(1);
  expect(await world.record()).toMatchObject({ released: true, container: REPORT });
});

test('a reused container is left as it is, and its pod is told of the end as it was of the start', async () => {
  const running = RUNNING.slice(APPROVED.length);
  await world.bring(...approvedFor(ASK, { reuse: testPlan().container }), ...running, ENDED);
  cluster.report.mockResolvedValue({ kind: 'reported', report: REPORT });
  await release();
  expect(cluster.release).not.toHaveBeenCalled();
  expect(cluster.report).toHaveBeenCalledTimes(1);
  expect(cluster.recordEvent.mock.calls).toMatchObject([[{ name: `keyhole-${ID}.ended` }]]);
  expect(await world.record()).toMatchObject({ released: true, container: REPORT });
});
