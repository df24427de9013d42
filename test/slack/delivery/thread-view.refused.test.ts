import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { prepared } from '../../helpers/request.ts';
import { askedIn, CHANNEL, privateOf, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { ENDED_BY_BOB, EXITED, REVIEWED, RUNNING, type ThreadScene, threadScene } from './thread-scene.ts';

/** More than a message shows, so that the whole belongs beside it as a file. */
const LONG = `${Array.from({ length: 500 }, (_each, line) => `line ${line}`).join('\n')}\n`;

let world: SlackWorld;
let scene: ThreadScene;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

beforeEach(() => {
  scene = threadScene(world);
});

describe('a card that Slack refuses', () => {
  test('ends the request, and its requester hears why, alone and once', async () => {
    await scene.write(askedIn(), prepared());
    await world.fault('chat.postMessage', { error: 'restricted_action_read_only_channel' });
    await scene.show();
    expect(await scene.load()).toMatchObject({ state: 'ended', outcome: 'failed', cardPosted: false });
    expect((await world.shown.read(scene.id)).version).toBe(0);
    await world.fault('chat.postMessage', { error: 'restricted_action_read_only_channel' }, 2);
    const told = await scene.toldAlice(async () => {
      await scene.show();
      await scene.show();
    });
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(
      'Slack does not let me post in this channel (restricted_action_read_only_channel)',
    );
    expect(told[0]).toContain('ask again in another channel');
    expect(await privateOf(world.person('U0BOB'))).toEqual([]);
    expect((await world.shown.read(scene.id)).version).toBe((await scene.load()).version);
  });

  test.each(['C0GENERAL', 'C0PAYMENTS'])(
    'for not being a member of %s says how to invite it',
    async (channel) => {
      await scene.write(askedIn(channel), prepared());
      await scene.show();
      expect((await scene.load()).sentence).toContain('/invite @keyhole');
    },
  );

  test('for a reason that may pass ends nothing', async () => {
    await scene.write(askedIn(), prepared());
    await world.fault('chat.postMessage', { error: 'internal_error' });
    await expect(scene.show()).rejects.toMatchObject({ code: 'slack-call-failed' });
    expect(await scene.load()).toMatchObject({ state: 'pending', cardPosted: false });
    await scene.show();
    expect(await scene.cards()).toHaveLength(1);
  });
});

describe('when Slack refuses later', () => {
  beforeEach(async () => {
    await scene.write(askedIn(), prepared());
    await scene.show();
    await scene.write(...REVIEWED, ...RUNNING);
  });

  test('the whole output as a file: verdict and last word are there, and a note says what is missing', async () => {
    await scene.print(LONG);
    await scene.write(EXITED, ENDED_BY_BOB);
    await world.fault('files.completeUploadExternal', { error: 'storage_limit_reached' });
    await scene.show();
    // Something later shows the thread again: the file must not come below a note that says it is lost.
    await scene.write({ type: 'released' });
    await scene.show();
    expect(await scene.replies()).toEqual([
      expect.stringContaining('exit code 0'),
      expect.stringContaining('Ended early'),
      expect.stringMatching(/did not take the whole output as a file \(storage_limit_reached\)/),
    ]);
    expect((await world.shown.read(scene.id)).version).toBe((await scene.load()).version);
  });

  test('nothing: the file is below the last word, once', async () => {
    await scene.print(LONG);
    await scene.write(EXITED, ENDED_BY_BOB);
    await scene.show();
    await scene.show();
    expect(await scene.replies()).toEqual([
      expect.stringContaining('exit code 0'),
      expect.stringContaining('Ended early'),
      expect.stringMatching(new RegExp(`file ${scene.id}-1\\.txt, ${LONG.length} bytes`)),
    ]);
  });

  test("the card's edit: the output is shown all the same", async () => {
    await scene.print('uid=0(root)\n');
    await scene.write(EXITED, ENDED_BY_BOB);
    await world.fault('chat.update', { error: 'edit_window_closed' });
    await scene.show();
    expect(await scene.cards()).toEqual([expect.stringContaining('Waiting for approval')]);
    expect(await scene.replies()).toEqual([
      expect.stringContaining('uid=0(root)'),
      expect.stringContaining('Ended early'),
    ]);
  });

  test('all of it, as the thread is gone: the last word goes to the requester alone, once', async () => {
    await scene.print('uid=0(root)\n');
    await scene.write(EXITED, ENDED_BY_BOB);
    const { ts = '' } = (await world.shown.read(scene.id)).messages['card'] ?? {};
    await world.client.chat.delete({ channel: CHANNEL, ts });
    const told = await scene.toldAlice(async () => {
      await scene.show();
      await scene.show();
    });
    expect(told).toEqual([expect.stringContaining('ended early')]);
    expect(await scene.cards()).toEqual([]);
    expect((await world.shown.read(scene.id)).version).toBe((await scene.load()).version);
    expect(world.log.join('')).toContain('thread_not_found');
  });

  test('a live update of the output: the session goes on, and its end is shown', async () => {
    await scene.print('first\n');
    await scene.show();
    await scene.print('second\n');
    await world.fault('chat.update', { error: 'edit_window_closed' });
    await scene.show();
    await scene.write(EXITED, ENDED_BY_BOB);
    await scene.show();
    expect(await scene.load()).toMatchObject({ outcome: 'completed' });
    expect(await scene.replies()).toEqual([
      expect.stringMatching(/first\s+second[^]*exit code 0/),
      expect.stringContaining('Ended early'),
    ]);
  });
});
