import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ContainerReport } from '../../../src/domain/container/container-report.ts';
import { LEASE, prepared, testPlan } from '../../helpers/request.ts';
import { FULL_REPORT } from '../messages/full-request.ts';
import { askedIn, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { ENDED_BY_BOB, EXITED, REVIEWED, RUNNING, type ThreadScene, threadScene } from './thread-scene.ts';

const RUNS: ContainerReport = { ...FULL_REPORT, state: { kind: 'running', startedAt: 1_700_000_000_000 } };

let world: SlackWorld;
let scene: ThreadScene;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

/** A session of one command, or one that stays open. */
async function begin(staysOpen: boolean): Promise<void> {
  scene = threadScene(world);
  await scene.write(askedIn(), prepared(undefined, { ...testPlan(), staysOpen }));
  await scene.show();
  await scene.write(...REVIEWED, ...RUNNING);
  await scene.print('uid=0(root)\n');
}

beforeEach(() => begin(true));

describe("the container's message", () => {
  test('is not there before the cluster told of it', async () => {
    await scene.show();
    expect(await scene.replies()).toEqual([expect.stringContaining('uid=0(root)')]);
  });

  test('does not come while a command runs', async () => {
    await scene.write({ type: 'container-seen', report: RUNS, lease: LEASE });
    await scene.show();
    expect(await scene.replies()).toEqual([expect.stringContaining('uid=0(root)')]);
  });

  test("stands after the runs' messages, and is kept as the cluster last told", async () => {
    await scene.write({ type: 'container-seen', report: RUNS, lease: LEASE }, EXITED);
    await scene.show();
    expect(await scene.replies()).toEqual([
      expect.stringContaining('uid=0(root)'),
      expect.stringMatching(/State: +Running\n/),
    ]);
    await scene.write(ENDED_BY_BOB, { type: 'released', report: FULL_REPORT });
    await scene.show();
    expect(await scene.replies()).toEqual([
      expect.stringContaining('uid=0(root)'),
      expect.stringMatching(/State: +Terminated\n[^]*Exit Code: +1\n/),
      expect.stringContaining('Ended early'),
    ]);
  });

  test('of a session of one command says nothing that its end changes', async () => {
    await begin(false);
    await scene.write({ type: 'container-seen', report: RUNS, lease: LEASE }, EXITED, ENDED_BY_BOB);
    await scene.show();
    expect((await scene.replies()).join('\n')).not.toContain('State:');
    await scene.write({ type: 'released', report: FULL_REPORT });
    await scene.show();
    expect((await scene.replies()).join('\n')).toMatch(/State: +Terminated\n/);
  });

  test('of one that never started is there at once', async () => {
    await begin(false);
    const report: ContainerReport = { ...FULL_REPORT, state: { kind: 'waiting', reason: 'ErrImagePull' } };
    await scene.write({ type: 'container-seen', report, lease: LEASE }, EXITED, ENDED_BY_BOB);
    await scene.show();
    expect((await scene.replies()).join('\n')).toContain('ErrImagePull');
  });

  test('is not sent again for nothing', async () => {
    await scene.write({ type: 'container-seen', report: RUNS, lease: LEASE }, EXITED);
    await scene.show();
    const before = await scene.sent();
    await scene.show();
    expect(await scene.sent()).toBe(before);
  });
});
