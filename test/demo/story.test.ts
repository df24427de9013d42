import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { playStory, showsTheApp } from '../../src/demo/story.ts';
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

test.each([
  ['PID   USER     COMMAND\n    1 65532    /app/server --port=8080\n    2 root     sleep 1', true],
  ['PID   USER     TIME  COMMAND\n    1 root      0:00 /pause', true],
  ['PID   USER     COMMAND\n    1 root     sh -c : keyhole waits here; n=0\n    2 root     sleep 1', false],
  ['PID   USER     COMMAND\n   21 root     /app/server', false],
  ['', false],
])('a process list tells whether the debug container sees the app (%#)', (processes, seen) => {
  expect(showsTheApp(processes)).toBe(seen);
});
