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
import { signatureOf } from '../../src/sandbox/slack/signed-http.ts';
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

/** What is sent, and by how it differs from what Slack sends. */
interface Sent {
  readonly body?: string;
  readonly type?: string;
  readonly secondsOld?: number;
  readonly signature?: string;
  readonly method?: string;
}

const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Sends what Slack would, or nearly. */
function send({
  body = 'command=%2Fdebug&text=help',
  type = FORM_TYPE,
  secondsOld = 0,
  ...sent
}: Sent): Promise<Response> {
  const { method = 'POST' } = sent;
  const at = Math.floor(Date.now() / 1000) - secondsOld;
  return fetch(`http://127.0.0.1:${keyhole.port}/slack/events`, {
    method,
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': sent.signature ?? signatureOf(slack.signingSecret, at, body),
    },
    ...(method === 'POST' && { body }),
  });
}

test.each<[string, number, Sent]>([
  ['with a signature of nobody', 401, { signature: `v0=${'0'.repeat(64)}` }],
  ['with half a signature', 401, { signature: 'v0=' }],
  ['signed with another secret', 401, { signature: signatureOf('another-secret', 1, 'x') }],
  ['that is older than 5 minutes, as one that is sent again by whoever saw it', 401, { secondsOld: 301 }],
  ['that is no form, though signed', 400, { body: 'nothing', type: 'application/json' }],
  ['of more than 1 MB, whoever signed it', 413, { body: `text=${'x'.repeat(1024 * 1024)}` }],
  ['that is no POST', 405, { method: 'GET', body: '' }],
  ['that is no POST either', 405, { method: 'DELETE', body: '' }],
])('a request %s is turned away with %i, and nothing ends', async (_what, status, sent) => {
  const answers = async () =>
    (await actAs(slack.url, 'U0ALICE').read(CHANNEL)).filter(({ ephemeral }) => ephemeral).length;
  const before = await answers();
  expect((await send(sent)).status).toBe(status);
  expect((await fetch(`http://127.0.0.1:${keyhole.port}/healthz`)).status).toBe(200);
  expect(await answers()).toBe(before);
});

test("Slack's question whether the address is ours is answered, and nobody else's", async () => {
  const body = JSON.stringify({ type: 'url_verification', token: 't', challenge: 'a challenge' });
  const answer = await send({ body, type: 'application/json' });
  expect([answer.status, await answer.json()]).toEqual([200, { challenge: 'a challenge' }]);
  expect((await send({ body, type: 'application/json', signature: 'v0=0' })).status).toBe(401);
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
