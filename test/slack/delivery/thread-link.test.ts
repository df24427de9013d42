import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { slackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { messageLink, threadLink } from '../../../src/slack/delivery/thread-link.ts';
import { prepared } from '../../helpers/request.ts';
import { askedIn, CHANNEL, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { type ThreadScene, threadScene } from './thread-scene.ts';

let world: SlackWorld;
let scene: ThreadScene;

beforeAll(async () => {
  world = await startSlackWorld();
  scene = threadScene(world);
  await scene.write(askedIn(), prepared());
});

afterAll(() => world.stop());

describe('a link to a thread', () => {
  test('is there once its card is', async () => {
    expect(await threadLink(scene.deps, await scene.load())).toBeUndefined();
    await scene.show();
    const ts = (await world.shown.read(scene.id)).messages.card?.ts ?? '';
    expect(await threadLink(scene.deps, await scene.load())).toBe(
      `${world.slack.url}/archives/${CHANNEL}/p${ts.replace('.', '')}`,
    );
  });

  test('is left out where the message is gone, or Slack does not tell; then the log says so', async () => {
    const deps = { ...scene.deps, slack: slackCalls(world.client, () => Promise.resolve()) };
    expect(await messageLink(deps, CHANNEL, '1.000001')).toBeUndefined();
    const before = world.log.length;
    await world.fault('chat.getPermalink', { status: 500 });
    expect(await messageLink(deps, CHANNEL, '1.000001')).toBeUndefined();
    expect(world.log.slice(before).join('\n')).toContain('Slack gave no link to a message');
  });
});
