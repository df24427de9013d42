import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { webApi } from '@slack/bolt';
import { Redis } from 'ioredis';
import { type Config, readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { openRequests } from '../../src/requests/requests.ts';
import { fixedPolicy } from '../../src/runtime/policy-in-force.ts';
import { type Keyhole, startKeyhole } from '../../src/runtime/start.ts';
import { actAs } from '../../src/sandbox/slack/person-client.ts';
import { type SandboxSlack, startSlack } from '../../src/sandbox/slack/server.ts';
import { ACTION } from '../../src/slack/messages/action-ids.ts';
import { actions, button } from '../../src/slack/messages/blocks.ts';
import { testPolicy } from '../helpers/policy.ts';
import { type TestRedis, testRedis } from '../helpers/redis.ts';
import { ASKED, ID, prepared } from '../helpers/request.ts';
import { CHANNEL, privately } from '../helpers/sandbox-world.ts';

let store: TestRedis;
let slack: SandboxSlack;
let keyhole: Keyhole;

beforeAll(async () => {
  store = testRedis();
  const port = await freePort();
  slack = await startSlack({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  keyhole = await startKeyhole({
    config: configFor(slack, store, port),
    policy: fixedPolicy(testPolicy()),
    logger: createLogger({ level: 'silent', secrets: [] }),
  });
});

afterAll(async () => {
  await keyhole.stop();
  await slack.stop();
  await store.cleanup();
});

function configFor(server: SandboxSlack, redis: TestRedis, port: number): Config {
  const reading = readConfig({
    KEYHOLE_ROLE: 'gateway',
    KEYHOLE_POLICY: 'given by the test',
    KEYHOLE_REDIS_PREFIX: redis.prefix,
    SLACK_BOT_TOKEN: server.botToken,
    SLACK_SIGNING_SECRET: server.signingSecret,
    SLACK_API_URL: server.apiUrl,
    REDIS_URL: redis.url,
    PORT: String(port),
  });
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
  return reading.config;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a signed slash command is answered', async () => {
  const alice = actAs(slack.url, 'U0ALICE');
  expect(await alice.type(CHANNEL, '/debug help')).toMatchObject({ ok: true });
  await privately(alice, 'Ask for a debug container');
});

test('a form is opened, sent and acked with what became of it', async () => {
  const redis = new Redis(store.url);
  const requests = openRequests({
    redis,
    prefix: store.prefix,
    now: () => Date.now(),
    keepMs: 60_000,
    onChange: () => Promise.resolve(),
  });
  await requests.change(ID, { ...ASKED, place: { team: 'T0ACME', channel: CHANNEL } });
  await requests.change(ID, prepared());
  const { ts = '' } = await new webApi.WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
  }).chat.postMessage({
    channel: CHANNEL,
    text: 'a button',
    blocks: [actions(button(ACTION.deny, 'Deny', ID))],
  });
  const bob = actAs(slack.url, 'U0BOB');
  await bob.click(CHANNEL, ts, ACTION.deny);
  await bob.waitForModal();
  expect(await bob.submit({ 'keyhole-words': 'no' })).toEqual({ kind: 'closed' });
  expect(await requests.load(ID)).toMatchObject({ outcome: 'denied', reviews: [{ reason: 'no' }] });
  redis.disconnect();
});

test('a request without a good signature is turned away', async () => {
  const response = await fetch(`http://127.0.0.1:${keyhole.port}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
      'x-slack-signature': `v0=${'0'.repeat(64)}`,
    },
    body: 'command=%2Fdebug&text=help',
  });
  expect(response.status).toBe(401);
});

test('health is told on the same port', async () => {
  const base = `http://127.0.0.1:${keyhole.port}`;
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
  const ready = await fetch(`${base}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { redis: true, slack: true, policyUpToDate: true },
  ]);
  expect((await fetch(`${base}/nothing`)).status).toBe(404);
});
