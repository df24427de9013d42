import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { plainText } from '../../../src/sandbox/slack/plain-text.ts';
import { answerPrivately, type PrivateAnswerDeps } from '../../../src/slack/delivery/private-answer.ts';
import { slackCalls } from '../../../src/slack/delivery/slack-calls.ts';
import { section } from '../../../src/slack/messages/blocks.ts';
import { connectRaw } from '../../sandbox/slack/support.ts';
import { CHANNEL, privateOf, type SlackWorld, startSlackWorld } from '../slack-world.ts';

const ANSWER = { text: '<!here> no such pod', blocks: [section('no such pod')] };

let world: SlackWorld;
let deps: PrivateAnswerDeps;
let id: string;
let count = 0;

beforeAll(async () => {
  world = await startSlackWorld();
  const { shown, logger, client } = world;
  deps = { shown, logger, fetch: globalThis.fetch, slack: slackCalls(client, () => Promise.resolve()) };
});

afterAll(() => world.stop());

beforeEach(() => {
  count += 1;
  id = `private${count}`;
});

const alice = (channel: string) => ({ id, channel, slackId: 'U0ALICE' });
const seenBy = async (person: string, channel: string) => privateOf(world.person(person), channel);

/** Types a slash command as Alice and gives where its private answers go. */
async function responseUrlIn(channel: string): Promise<string> {
  const app = await connectRaw(world.slack);
  await app.nextOf('hello');
  const typed = world.person('U0ALICE').type(channel, '/debug');
  const envelope = await app.nextOf('slash_commands');
  app.ack(envelope);
  await typed;
  return String(envelope.payload['response_url']);
}

describe("through the command's response URL", () => {
  test('it reaches the requester alone, also where the bot is no member', async () => {
    await world.shown.writeResponseUrl(id, await responseUrlIn('C0GENERAL'));
    await answerPrivately(deps, alice('C0GENERAL'), ANSWER);
    const seen = await seenBy('U0ALICE', 'C0GENERAL');
    expect(seen.map(plainText)).toEqual(['no such pod']);
    expect(seen[0]?.text).toBe('&lt;!here&gt; no such pod');
    expect(await seenBy('U0BOB', 'C0GENERAL')).toEqual([]);
    expect(await world.calls('chat.postEphemeral')).toEqual([]);
  });

  test('a URL that is used up is no end: an ephemeral message does it', async () => {
    const url = await responseUrlIn(CHANNEL);
    await world.shown.writeResponseUrl(id, url);
    for (let use = 0; use < 6; use += 1) await answerPrivately(deps, alice(CHANNEL), ANSWER);
    expect(await seenBy('U0ALICE', CHANNEL)).toHaveLength(6);
    expect(await world.calls('chat.postEphemeral')).toMatchObject([{ ok: true }]);
  });

  test.each([429, 500, 503])('%i is thrown, so that the job comes again', async (status) => {
    const before = (await seenBy('U0ALICE', CHANNEL)).length;
    const server = createServer((_request, response) => response.writeHead(status).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await world.shown.writeResponseUrl(id, `http://127.0.0.1:${port}/commands/1`);
    try {
      await expect(answerPrivately(deps, alice(CHANNEL), ANSWER)).rejects.toMatchObject({
        code: 'response-url-failed',
        message: expect.stringContaining(String(status)),
      });
    } finally {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    }
    expect(await seenBy('U0ALICE', CHANNEL)).toHaveLength(before);
  });
});

describe('without one', () => {
  test('an ephemeral message reaches the requester alone', async () => {
    const before = [(await seenBy('U0ALICE', CHANNEL)).length, (await seenBy('U0BOB', CHANNEL)).length];
    await answerPrivately(deps, alice(CHANNEL), ANSWER);
    expect(await seenBy('U0ALICE', CHANNEL)).toHaveLength((before[0] ?? 0) + 1);
    expect(await seenBy('U0BOB', CHANNEL)).toHaveLength(before[1] ?? 0);
  });

  test('where Slack refuses that too, the log says that nobody heard it', async () => {
    await answerPrivately(deps, alice('C0GENERAL'), ANSWER);
    expect(JSON.parse(world.log.at(-1) ?? '')).toMatchObject({
      level: 'warn',
      id,
      error: 'not_in_channel',
    });
  });

  test('a failure that may pass is thrown', async () => {
    await world.fault('chat.postEphemeral', { status: 500 });
    await expect(answerPrivately(deps, alice(CHANNEL), ANSWER)).rejects.toMatchObject({
      code: 'slack-call-failed',
    });
  });
});
