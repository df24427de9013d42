import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { showThread } from '../../../src/slack/delivery/thread-view.ts';
import type { ShownStore } from '../../../src/slack/delivery/shown.ts';
import { prepared } from '../../helpers/request.ts';
import { askedIn, type SlackWorld, startSlackWorld } from '../slack-world.ts';
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

describe('a thread', () => {
  test('shows the card, and the record knows that it is there', async () => {
    await scene.write(askedIn(), prepared());
    await scene.show();
    expect(await scene.cards()).toEqual([expect.stringContaining('Waiting for approval')]);
    expect(await scene.load()).toMatchObject({ cardPosted: true, state: 'pending' });
  });

  test('shown twice says everything once, and calls Slack for nothing new', async () => {
    await scene.write(askedIn(), prepared());
    await scene.show();
    await scene.write(...REVIEWED, ...RUNNING);
    await scene.print('uid=0(root)\n');
    await scene.show();
    await scene.write(EXITED, ENDED_BY_BOB);
    await scene.show();
    const before = await scene.sent();
    await scene.show();
    expect(await scene.sent()).toBe(before);
    expect(await scene.cards()).toEqual([expect.stringContaining('Ended early')]);
    expect(await scene.replies()).toEqual([
      expect.stringContaining('uid=0(root)'),
      expect.stringContaining('Ended early'),
    ]);
    expect((await world.shown.read(scene.id)).version).toBe((await scene.load()).version);
  });

  test('is not there for an ask that nobody looked into, nor for nothing', async () => {
    const before = await scene.sent();
    await scene.write(askedIn());
    await scene.show();
    await showThread(scene.deps, 'never-asked');
    expect(await scene.sent()).toBe(before);
    expect(await world.shown.read(scene.id)).toEqual({ version: 0, messages: {} });
  });

  test('is not there for an ask that was refused: its requester is told once, alone', async () => {
    await scene.write(askedIn(), { type: 'refused', sentence: 'There is no such pod.' });
    const told = await scene.toldAlice(async () => {
      await scene.show();
      await scene.show();
    });
    expect(told).toEqual([expect.stringContaining('There is no such pod.')]);
    expect(await scene.cards()).toEqual([]);
    expect((await world.shown.read(scene.id)).version).toBe(2);
  });
});

describe('a crash', () => {
  test('between the card and the record: the card is not posted again', async () => {
    await scene.write(askedIn(), prepared());
    const crashing = { ...world.requests, change: () => Promise.reject(new Error('killed')) };
    await expect(showThread({ ...scene.deps, requests: crashing }, scene.id)).rejects.toThrow('killed');
    expect((await scene.load()).cardPosted).toBe(false);
    await scene.show();
    expect(await scene.cards()).toHaveLength(1);
    expect((await scene.load()).cardPosted).toBe(true);
  });

  test('between a post and its note: it is found again and kept up to date', async () => {
    await scene.write(askedIn(), prepared());
    const crashing: ShownStore = {
      ...world.shown,
      writeMessage: (id, name, message) =>
        name === 'card' ? Promise.reject(new Error('killed')) : world.shown.writeMessage(id, name, message),
    };
    await expect(showThread({ ...scene.deps, shown: crashing }, scene.id)).rejects.toThrow('killed');
    expect(await scene.load()).toMatchObject({ cardPosted: false });
    await scene.show();
    await scene.show();
    await scene.write(...REVIEWED);
    await scene.show();
    expect(await scene.cards()).toEqual([expect.stringContaining('Approved, waiting for a worker')]);
  });

  test('or an outage of Slack in the middle: the next time shows the rest, and nothing twice', async () => {
    await scene.write(askedIn(), prepared());
    await scene.show();
    await scene.write(...REVIEWED, ...RUNNING);
    await scene.print('first\n');
    await scene.write(EXITED, ENDED_BY_BOB);
    await world.fault('chat.postMessage', { status: 500 });
    await expect(scene.show()).rejects.toMatchObject({ code: 'slack-call-failed' });
    expect((await world.shown.read(scene.id)).version).toBeLessThan((await scene.load()).version);
    await scene.show();
    expect(await scene.cards()).toHaveLength(1);
    expect(await scene.replies()).toEqual([
      expect.stringContaining('first'),
      expect.stringContaining('Ended early'),
    ]);
  });
});

describe('live output', () => {
  const shownTail = async () => (await scene.replies()).join('\n');

  beforeEach(async () => {
    await scene.write(askedIn(), prepared());
    await scene.show();
    await scene.write(...REVIEWED, ...RUNNING);
  });

  test('has no message before there is any', async () => {
    await scene.show();
    expect(await scene.replies()).toEqual([]);
    expect(scene.tails.asked).toBe(0);
  });

  test('is shown at once the first time, then as far as the budget allows, and whole at the end', async () => {
    scene.tails.may = false;
    await scene.print('first\n');
    await scene.show();
    expect(await shownTail()).toContain('first');
    expect(scene.tails.asked).toBe(0);
    await scene.print('second\n');
    await scene.show();
    expect(scene.tails.asked).toBe(1);
    expect(await shownTail()).not.toContain('second');
    scene.tails.may = true;
    await scene.show();
    expect(await shownTail()).toMatch(/first\s+second[^]*running/);
    scene.tails.may = false;
    await scene.print('third\n');
    await scene.write(EXITED);
    await scene.show();
    expect(await shownTail()).toMatch(/first\s+second\s+third[^]*exit code 0/);
    expect(await scene.replies()).toHaveLength(1);
    expect(scene.tails.asked).toBe(2);
  });

  test('a run that never began has no message', async () => {
    const other = `${scene.id}-never`;
    await world.write(other, askedIn(), prepared(), ...REVIEWED);
    const before = await world.calls('chat.postMessage');
    await showThread(scene.deps, other);
    expect(await world.calls('chat.postMessage')).toHaveLength(before.length + 1);
  });
});
