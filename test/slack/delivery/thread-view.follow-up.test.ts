import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Event } from '../../../src/domain/request/request.ts';
import { ALICE, ASK, BOB, LEASE, prepared, testPlan } from '../../helpers/request.ts';
import { askedIn, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { EXITED, REVIEWED, RUNNING, threadScene } from './thread-scene.ts';

const { command: _none, ...FIRST_LOOK } = ASK;

let world: SlackWorld;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

test('a command that printed nothing and was stopped does not stand there as running', async () => {
  const scene = threadScene(world);
  const plan = testPlan(undefined, scene.id, FIRST_LOOK);
  await scene.write({ ...askedIn(), ask: FIRST_LOOK } as Event, prepared(undefined, plan));
  await scene.show();
  await scene.print('uid=0');
  await scene.write(
    ...REVIEWED,
    ...RUNNING,
    EXITED,
    {
      type: 'run-asked',
      by: ALICE,
      command: { text: 'sleep 50', argv: ['sleep', '50'] },
      origin: '1',
      needs: [],
    },
    { type: 'run-started', run: 1, lease: LEASE },
  );
  await scene.show();
  expect(await scene.replies()).toContainEqual(expect.stringMatching(/sleep 50[^]*\[Stop this run\]/));
  await scene.write(
    { type: 'run-stopped', run: 1, by: BOB },
    {
      type: 'run-ended',
      run: 1,
      lease: LEASE,
      verdict: { kind: 'stopped' },
      output: { bytes: 0, cutBytes: 0, redactions: 0 },
    },
  );
  await scene.show();
  expect(await scene.replies()).toContainEqual(
    expect.stringMatching(/sleep 50`\n\W*stopped[^]*\[Run again\]/),
  );
  expect((await scene.replies()).join('\n')).not.toContain('running…');
});
