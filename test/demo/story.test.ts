import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { playStory } from '../../src/demo/story.ts';
import { type SandboxSlack, startSlack } from '../../src/sandbox/slack/server.ts';

let slack: SandboxSlack;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(() => slack.stop());

describe("the demo's story", () => {
  test('does not succeed without the bot', async () => {
    const told: string[] = [];
    const story = playStory(slack.url, 'api-7f9', (who) => told.push(who));
    await expect(story).rejects.toThrow('Slack refused: The app is not connected');
    expect(told).toEqual(['Alice']);
  });

  test('does not succeed without Slack', async () => {
    await slack.stop();
    await expect(playStory(slack.url, 'api-7f9', () => undefined)).rejects.toThrow('fetch failed');
  });
});
