import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { prepared } from '../../helpers/request.ts';
import { askedIn, CHANNEL, type SlackWorld, startSlackWorld } from '../slack-world.ts';
import { ENDED_BY_BOB, EXITED, REVIEWED, RUNNING, type ThreadScene, threadScene } from './thread-scene.ts';

/** Slack does what it is told, and nobody hears of it. */
const LOST = { status: 500, taken: true };
const LONG = `${Array.from({ length: 500 }, (_each, line) => `line ${line}`).join('\n')}\n`;

let world: SlackWorld;
let scene: ThreadScene;

beforeAll(async () => {
  world = await startSlackWorld();
});

afterAll(() => world.stop());

beforeEach(async () => {
  scene = threadScene(world);
  await scene.write(askedIn(), prepared());
});

/** Shows the thread while a reply is lost, then again as the job's retry does. */
async function showWhileLost(method: string, how: object = LOST): Promise<void> {
  await world.fault(method, how);
  await expect(scene.show()).rejects.toMatchObject({ code: 'slack-call-failed' });
  await scene.show();
}

describe('a post whose reply was lost', () => {
  test('is found again: the card is there once, and goes on', async () => {
    await showWhileLost('chat.postMessage');
    expect(await scene.cards()).toEqual([expect.stringContaining('Waiting for approval')]);
    await scene.write(...REVIEWED);
    await scene.show();
    expect(await scene.cards()).toEqual([expect.stringContaining('Approved, waiting for a worker')]);
  });

  test('is brought up to date when it is found', async () => {
    await world.fault('chat.postMessage', LOST);
    await expect(scene.show()).rejects.toMatchObject({ code: 'slack-call-failed' });
    await scene.write(...REVIEWED);
    await scene.show();
    expect(await scene.cards()).toEqual([expect.stringContaining('Approved, waiting for a worker')]);
  });

  test('in a thread is found there, and so is a file', async () => {
    await scene.show();
    await scene.write(...REVIEWED, ...RUNNING);
    await scene.print(LONG);
    await scene.write(EXITED, ENDED_BY_BOB);
    await showWhileLost('chat.postMessage');
    const replies = [
      expect.stringContaining('exit code 0'),
      expect.stringContaining('Ended early'),
      expect.stringContaining(`file ${scene.id}-1.txt`),
    ];
    expect(await scene.replies()).toEqual(replies);
  });

  test('of a file is found by its name', async () => {
    await scene.show();
    await scene.write(...REVIEWED, ...RUNNING);
    await scene.print(LONG);
    await scene.write(EXITED, ENDED_BY_BOB);
    await showWhileLost('files.completeUploadExternal');
    expect((await scene.replies()).filter((reply) => reply.includes('file '))).toHaveLength(1);
  });

  test('where the app may not read is posted again, rather than never', async () => {
    await world.fault('conversations.history', { error: 'missing_scope' });
    await showWhileLost('chat.postMessage');
    expect(await scene.cards()).toHaveLength(2);
  });

  test('is no message of somebody else, whatever its metadata says', async () => {
    await world.fault('chat.postMessage', { status: 500 });
    await expect(scene.show()).rejects.toMatchObject({ code: 'slack-call-failed' });
    const metadata = { event_type: 'keyhole', event_payload: { request: scene.id, name: 'card' } };
    await world.client.chat.postMessage({ channel: CHANNEL, text: 'forged', metadata });
    await world.fault('chat.update', { error: 'cant_update_message' });
    await scene.show();
    expect(await scene.cards()).toEqual([expect.stringContaining('Waiting for approval')]);
  });
});

describe('an outage', () => {
  test('before Slack took anything: the card is posted once, after one look', async () => {
    const before = (await world.calls('conversations.history')).length;
    await showWhileLost('chat.postMessage', { status: 503 });
    expect(await scene.cards()).toHaveLength(1);
    expect(await world.calls('conversations.history')).toHaveLength(before + 1);
  });

  test('a refusal leaves nothing to look for', async () => {
    const before = (await world.calls('conversations.history')).length;
    await world.fault('chat.postMessage', { error: 'restricted_action' });
    await scene.show();
    await scene.show();
    expect(await world.calls('conversations.history')).toHaveLength(before);
  });
});
