import { expect, test } from '@jest/globals';
import { startSlack } from '../../../src/sandbox/slack/server.ts';
import { acmeShop } from '../../../src/sandbox/slack/workspace.ts';
import { act, connectRaw, slackForTest } from './support.ts';

test('a chosen port is used; a taken one makes the start fail; once stopped it is free again', async () => {
  const first = await slackForTest();
  const port = Number(new URL(first.url).port);
  await expect(startSlack({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.stop();
  const second = await slackForTest({ port });
  expect(second.url).toBe(`http://127.0.0.1:${port}`);
  expect(second.apiUrl).toBe(`${second.url}/api/`);
});

test('stopping twice is stopping once', async () => {
  const slack = await slackForTest();
  await Promise.all([slack.stop(), slack.stop()]);
  await slack.stop();
  expect(slack.connections()).toBe(0);
});

test('the given workspace is not changed by what happens in the sandbox', async () => {
  const workspace = acmeShop();
  const slack = await slackForTest({ workspace });
  await act(slack, 'U0BOB', 'channels/C0INCIDENT/membership', { member: false });
  expect(workspace).toEqual(acmeShop());
  expect(slack.workspace.channels[0]?.members).not.toContain('U0BOB');
});

test('with Slack’s own timing a command that is not acknowledged fails after 3 seconds', async () => {
  const slack = await slackForTest();
  await (await connectRaw(slack)).next();
  const started = performance.now();
  const typed = await act(slack, 'U0ALICE', 'type', { channel: 'C0INCIDENT', text: '/debug' });
  const seconds = (performance.now() - started) / 1000;
  expect(typed).toMatchObject({ error: 'operation_timeout' });
  expect(seconds).toBeGreaterThan(2.9);
  expect(seconds).toBeLessThan(5);
});
