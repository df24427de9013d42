import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createLogger } from '../../src/logger.ts';
import { answerOf, isOutage, openRedis } from '../../src/requests/redis-connection.ts';
import { startRedis } from '../../src/sandbox/redis.ts';
import { testRedis } from '../helpers/redis.ts';

let proxy: Server;
let open: { client: Socket; redis: Socket }[];
let url: string;
const log: string[] = [];
const logger = createLogger({
  level: 'info',
  secrets: [],
  destination: { write: (line) => void log.push(line) },
});

beforeEach(async () => {
  log.length = 0;
  open = [];
  const target = new URL(testRedis().url);
  const { hostname } = target;
  const redisPort = Number(target.port);
  proxy = createServer((client) => {
    const redis = connect(redisPort, hostname);
    open.push({ client, redis });
    for (const socket of [client, redis]) socket.on('error', () => socket.destroy());
    client.pipe(redis).pipe(client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  target.port = String((proxy.address() as AddressInfo).port);
  url = target.href;
});

afterEach(async () => {
  for (const { client, redis } of open) {
    client.destroy();
    redis.destroy();
  }
  await new Promise((resolve) => proxy.close(resolve));
});

/** What a cut network does: the connections stay, and nothing comes through them any more. */
function deafen(): void {
  for (const { client, redis } of open) {
    client.unpipe(redis);
    redis.unpipe(client);
    client.resume();
    redis.resume();
  }
}

/** Waits until the log has a line. */
async function logged(text: string): Promise<void> {
  while (!log.some((line) => line.includes(text))) await setTimeout(10);
}

/** Not `once` of node:events, which rejects on the errors that an outage brings. */
function ready(redis: Redis): Promise<unknown> {
  return new Promise((resolve) => redis.once('ready', resolve));
}

test('a prompt command fails within about a second when Redis falls silent, and a new connection is made', async () => {
  const redis = openRedis(url, 'prompt', logger);
  await ready(redis);
  deafen();
  const began = Date.now();
  await expect(answerOf(redis.ping())).rejects.toMatchObject({ code: 'redis-failed' });
  expect(Date.now() - began).toBeLessThan(2_000);
  await ready(redis);
  expect(await redis.ping()).toBe('PONG');
  redis.disconnect();
}, 15_000);

test('an outage is logged once, and its end', async () => {
  const server = await startRedis({ env: { PATH: process.env.PATH } });
  const redis = openRedis(server.url, 'patient', logger);
  await ready(redis);
  server.kill('SIGKILL');
  const waiting = redis.ping();
  await logged('Redis is away');
  await server.restart();
  expect(await waiting).toBe('PONG');
  redis.disconnect();
  await server.stop();
  expect(log.filter((line) => line.includes('Redis is away'))).toHaveLength(1);
  expect(log.filter((line) => line.includes('Redis is back'))).toHaveLength(1);
});

test('what only says that Redis is away is told from other errors', () => {
  expect(isOutage(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toBe(true);
  expect(isOutage(new Error('Connection is closed.'))).toBe(true);
  expect(isOutage(new Error('NOSCRIPT'))).toBe(false);
});
