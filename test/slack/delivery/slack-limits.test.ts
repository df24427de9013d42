import { beforeEach, describe, expect, test } from '@jest/globals';
import { type SlackLimits, waitingInQueue } from '../../../src/slack/delivery/slack-limits.ts';

let now: number;
let limits: SlackLimits;

beforeEach(() => {
  now = 1_000_000;
  limits = waitingInQueue(() => now);
});

describe('a limit that jobs wait for', () => {
  test('puts the job off for as long as Slack asks', async () => {
    await expect(limits.limited('posts in C1', 30_000, 0)).rejects.toMatchObject({
      name: 'AskedToWait',
      waitMs: 30_000,
    });
  });

  test('holds for all that Slack counts with it, and for nothing else', async () => {
    await expect(limits.limited('posts in C1', 30_000, 0)).rejects.toThrow('30000 ms');
    now += 12_000;
    expect(() => limits.check('posts in C1')).toThrow(expect.objectContaining({ waitMs: 18_000 }));
    limits.check('posts in C2');
    limits.check('updates');
  });

  test('is over when its time is', async () => {
    await expect(limits.limited('updates', 1_000, 0)).rejects.toThrow('1000 ms');
    now += 1_000;
    limits.check('updates');
  });
});
