import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { prepared } from '../../helpers/request.ts';
import { askedIn, CHANNEL, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { ENDED_BY_BOB, EXITED, REVIEWED, RUNNING, type ThreadScene, threadScene } from './thread-scene.ts';

let world: SlackWorld;
let scene: ThreadScene;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

beforeEach(() => {
  scene = threadScene(world);
});

afterEach(async () => {
  await admin(`channels/${CHANNEL}`, { archived: false });
  await admin('people/U0ALICE', { deactivated: false });
});

/** What an admin of the workspace does. */
async function admin(about: string, change: object): Promise<void> {
  const response = await fetch(`${world.slack.url}/sandbox/api/${about}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  expect(response.status).toBe(200);
}

/** A session that runs, with its card. */
async function running(): Promise<void> {
  await scene.write(askedIn(), prepared());
  await scene.show();
  await scene.write(...REVIEWED, ...RUNNING);
  await scene.print('uid=0(root)\n');
}

describe('a session goes on and ends as it would, when', () => {
  test('its channel is archived; back again, the thread shows all of it', async () => {
    await running();
    await admin(`channels/${CHANNEL}`, { archived: true });
    await scene.show();
    expect(await scene.load()).toMatchObject({ state: 'active' });
    await scene.write(EXITED, ENDED_BY_BOB);
    await scene.show();
    expect(await scene.load()).toMatchObject({ outcome: 'completed' });
    expect(world.log.join('')).toContain('is_archived');
    expect(await scene.cards()).toEqual([expect.stringContaining('Waiting for approval')]);
    await admin(`channels/${CHANNEL}`, { archived: false });
    await scene.show();
    expect(await scene.cards()).toEqual([expect.stringContaining('Ended early')]);
    expect(await scene.replies()).toEqual([
      expect.stringContaining('uid=0(root)'),
      expect.stringContaining('Ended early'),
    ]);
  });

  test('someone deletes its card while there are replies', async () => {
    await running();
    await scene.show();
    const { ts = '' } = (await world.shown.read(scene.id)).messages['card'] ?? {};
    await world.client.chat.delete({ channel: CHANNEL, ts });
    await scene.write(EXITED, ENDED_BY_BOB);
    await scene.show();
    await scene.show();
    expect(await scene.load()).toMatchObject({ outcome: 'completed' });
    expect((await world.shown.read(scene.id)).version).toBe((await scene.load()).version);
    const replies = (await world.person('U0BOB').read(CHANNEL)).filter(({ threadTs }) => threadTs === ts);
    expect(replies.filter(({ ts: own }) => own !== ts).length).toBe(2);
  });

  test('its requester is deactivated', async () => {
    await running();
    await admin('people/U0ALICE', { deactivated: true });
    await scene.write(EXITED, ENDED_BY_BOB);
    await scene.show();
    expect(await scene.load()).toMatchObject({ outcome: 'completed' });
    await admin('people/U0ALICE', { deactivated: false });
    expect(await scene.replies()).toEqual([
      expect.stringContaining('uid=0(root)'),
      expect.stringContaining('Ended early'),
    ]);
  });
});

describe('an ask', () => {
  test('in a channel that was archived meanwhile ends, as nobody could see it run', async () => {
    await scene.write(askedIn(), prepared());
    await admin(`channels/${CHANNEL}`, { archived: true });
    await scene.show();
    const { outcome, sentence } = await scene.load();
    expect(outcome).toBe('failed');
    expect(sentence).toContain(
      '(is_archived), so nobody could see it and nothing ran: ask again in another channel',
    );
  });

  test('of someone who was deactivated meanwhile is refused without anybody to tell', async () => {
    await scene.write(askedIn(), { type: 'refused', sentence: 'There is no such pod.' });
    await admin('people/U0ALICE', { deactivated: true });
    await scene.show();
    expect(world.log.join('')).toContain('a private answer reached nobody');
    expect((await world.shown.read(scene.id)).version).toBe(2);
  });
});
