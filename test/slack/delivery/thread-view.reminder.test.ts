import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { showThread } from '../../../src/slack/delivery/thread-view.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { prepared } from '../../helpers/request.ts';
import { askedIn, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { REVIEWED, type ThreadScene, threadScene } from './thread-scene.ts';

let world: SlackWorld;
let scene: ThreadScene;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

beforeEach(() => {
  const people = {
    'on-call': { slackUsers: ['U0ALICE'] },
    sre: { slackUsers: ['U0ALICE', 'U0BOB'], slackUserGroup: 'S0SRE' },
  };
  scene = threadScene(world, testPolicy({}, { people }));
});

/** Shows the thread as if those who may decide had been reminded. */
async function showReminded(): Promise<void> {
  const request = { ...(await scene.load()), remindedAt: 1 };
  await showThread({ ...scene.deps, requests: { ...world.requests, load: async () => request } }, scene.id);
}

test('those who may decide are called on once, without who asked', async () => {
  await scene.write(askedIn(), prepared());
  await scene.show();
  expect(await scene.replies()).toEqual([]);
  await showReminded();
  await showReminded();
  expect(await scene.replies()).toEqual([
    expect.stringMatching(/:alarm_clock: <!subteam\^S0SRE>, <@U0BOB>: this/),
  ]);
});

test('nobody is called on any more once it is decided', async () => {
  await scene.write(askedIn(), prepared());
  await showReminded();
  await scene.write(...REVIEWED);
  await showReminded();
  expect(await scene.replies()).toEqual(['Those who may decide were reminded.']);
});

test('a reminder that comes after the decision is not posted', async () => {
  await scene.write(askedIn(), prepared(), ...REVIEWED);
  await showReminded();
  expect(await scene.replies()).toEqual([]);
});
