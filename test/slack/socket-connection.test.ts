import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../src/logger.ts';
import { type SandboxSlack, startSlack } from '../../src/sandbox/slack/server.ts';
import { type SocketConnection, socketConnection } from '../../src/slack/socket-connection.ts';
import { connectRaw, until } from '../sandbox/slack/support.ts';
import { callsOf, setFault } from './slack-world.ts';

const OPEN = 'apps.connections.open';
/** Slack allows an app no more (docs.slack.dev/apis/events-api/using-socket-mode). */
const MOST_CONNECTIONS = 10;

let slack: SandboxSlack;
let connection: SocketConnection;
let pauses: number[];
let log: string[];
/** What a pause between two attempts waits for; at once unless a test holds it. */
let pause: () => Promise<void>;

beforeEach(async () => {
  slack = await startSlack();
  pauses = [];
  log = [];
  pause = () => Promise.resolve();
  connection = connectionWith(slack.appToken);
});

afterEach(async () => {
  await connection.stop();
  await slack.stop();
});

function connectionWith(appToken: string): SocketConnection {
  return socketConnection({
    appToken,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 2, minTimeout: 10 } },
    logger: createLogger({
      level: 'info',
      secrets: [],
      destination: { write: (line) => void log.push(line) },
    }),
    wait: (ms) => {
      pauses.push(ms);
      return pause();
    },
  });
}

const attempts = async () => (await callsOf(slack, OPEN)).length;
const upAgain = () =>
  until('the connection', () => (connection.connected() && slack.connections() === 1) || undefined);
const dropped = () => until('the end of the connection', () => !connection.connected() || undefined);
const disconnect = (more: object = {}) => setFault(slack, { disconnect: true, ...more });

describe('the first connection', () => {
  test('is up when start resolves', async () => {
    expect(connection.connected()).toBe(false);
    await connection.start();
    expect(connection.connected()).toBe(true);
    expect(slack.connections()).toBe(1);
  });

  test('with a token that Slack does not know throws what to do, and is not tried again', async () => {
    await expect(connectionWith('xapp-1-wrong').start()).rejects.toMatchObject({
      code: 'slack-connect',
      message: expect.stringMatching(/check SLACK_APP_TOKEN.*invalid_auth/),
    });
    expect(await attempts()).toBe(1);
    expect(pauses).toEqual([]);
  });

  test('while Slack fails throws, too', async () => {
    await setFault(slack, { method: OPEN, status: 500 });
    await expect(connection.start()).rejects.toMatchObject({ code: 'slack-connect' });
    expect(connection.connected()).toBe(false);
    expect(await attempts()).toBe(1);
  });
});

describe('a connection that Slack closes', () => {
  test('is opened again, each time', async () => {
    await connection.start();
    for (let round = 2; round <= 4; round += 1) {
      await disconnect();
      await until('another attempt', async () => (await attempts()) === round || undefined);
      await upAgain();
    }
    expect(pauses).toEqual([]);
  });

  test('is tried again after longer and longer pauses, of fifteen seconds at the most', async () => {
    await connection.start();
    await disconnect({ method: OPEN, status: 500, times: 9 });
    await until('ten attempts', async () => (await attempts()) === 11 || undefined);
    await upAgain();
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  test('is tried again also where Slack says no', async () => {
    await connection.start();
    await disconnect({ method: OPEN, error: 'not_allowed_token_type', times: 2 });
    await until('three attempts', async () => (await attempts()) === 4 || undefined);
    await upAgain();
    expect(pauses).toEqual([250, 500]);
  });

  test('has one attempt at a time, however often Slack closes it', async () => {
    await connection.start();
    await disconnect({ method: OPEN, delayMs: 200 });
    await dropped();
    await disconnect();
    await disconnect();
    await upAgain();
    expect(await attempts()).toBe(2);
    expect(slack.connections()).toBe(1);
  });

  test('is tried again by nobody else while Slack has too many: one attempt after the other', async () => {
    const gates: PromiseWithResolvers<void>[] = [];
    pause = () => {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      return gate.promise;
    };
    const pausesAre = (count: number) => until('the pause', () => gates.length === count || undefined);
    await connection.start();
    await disconnect({ method: OPEN, status: 500 });
    await pausesAre(1);
    const others = await Promise.all(Array.from({ length: MOST_CONNECTIONS }, () => connectRaw(slack)));
    await Promise.all(others.map((other) => other.nextOf('hello')));
    gates[0]?.resolve();
    await pausesAre(2);
    await disconnect();
    await until('room', () => slack.connections() === 0 || undefined);
    gates[1]?.resolve();
    await upAgain();
    expect((await attempts()) - others.length).toBe(4);
    expect(pauses).toEqual([250, 500]);
  });

  test('starts anew with short pauses once it was up', async () => {
    await connection.start();
    await disconnect({ method: OPEN, status: 500, times: 2 });
    await until('three attempts', async () => (await attempts()) === 4 || undefined);
    await upAgain();
    await disconnect({ method: OPEN, status: 500 });
    await until('two more attempts', async () => (await attempts()) === 6 || undefined);
    await upAgain();
    expect(pauses).toEqual([250, 500, 250]);
  });
});

describe('after stop', () => {
  test('there is no connection, and none is opened', async () => {
    await connection.start();
    await connection.stop();
    expect(connection.connected()).toBe(false);
    await until('its end at Slack', () => slack.connections() === 0 || undefined);
    expect(await attempts()).toBe(1);
  });

  test('a pause is the end of trying', async () => {
    const held = Promise.withResolvers<void>();
    const paused = Promise.withResolvers<void>();
    pause = () => {
      paused.resolve();
      return held.promise;
    };
    await connection.start();
    await disconnect({ method: OPEN, status: 500 });
    await paused.promise;
    await connection.stop();
    held.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await attempts()).toBe(2);
    expect(slack.connections()).toBe(0);
  });

  test('an attempt that was under way is closed when it comes to a connection', async () => {
    await connection.start();
    await disconnect({ method: OPEN, delayMs: 100 });
    await dropped();
    await connection.stop();
    await until('the attempt', () => log.some((line) => line.includes('connected to Slack')) || undefined);
    await until('its end at Slack', () => slack.connections() === 0 || undefined);
    expect(connection.connected()).toBe(false);
    expect(await attempts()).toBe(2);
  });
});
