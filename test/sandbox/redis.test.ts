import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startRedis, type RedisOptions, type SandboxRedis } from '../../src/sandbox/redis.ts';
import { testRedis } from '../helpers/redis.ts';

const { REDIS_URL: _, ...env } = process.env;
const opened: { server: SandboxRedis; client: Redis }[] = [];

async function privateRedis(options: RedisOptions = {}): Promise<{ server: SandboxRedis; client: Redis }> {
  const server = await startRedis({ env, ...options });
  const client = new Redis(server.url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => {});
  const pair = { server, client };
  opened.push(pair);
  return pair;
}

async function folderOf(client: Redis): Promise<string> {
  const [, folder] = (await client.config('GET', 'dir')) as [string, string];
  return folder;
}

function isRunning(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The end of a process that is not our child has no event to await. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}

afterEach(async () => {
  for (const { server, client } of opened.splice(0)) {
    client.disconnect();
    await server.stop();
  }
});

describe('a private Redis', () => {
  test('is ready, never evicts, listens on 127.0.0.1 alone and asks for its password', async () => {
    const { server, client } = await privateRedis();
    expect(server.owned).toBe(true);
    expect(await client.ping()).toBe('PONG');
    expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await client.config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
    const stranger = new Redis(Number(new URL(server.url).port), { lazyConnect: true });
    stranger.on('error', () => {});
    await expect(stranger.ping()).rejects.toThrow('NOAUTH');
    stranger.disconnect();
  });

  test('ends with stop, and so does its folder', async () => {
    const { server, client } = await privateRedis();
    const { pid } = server;
    const folder = await folderOf(client);
    expect(existsSync(folder)).toBe(true);
    expect(isRunning(pid)).toBe(true);
    client.disconnect();
    await server.stop();
    await server.stop();
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
    expect(() => server.kill('SIGTERM')).toThrow('not running');
    await expect(server.restart()).rejects.toThrow('stopped for good');
  });

  test.each([
    ['keeps', true, 'here'],
    ['forgets', false, null],
  ])('%s its data over an outage when appendOnly is %s', async (_verb, appendOnly, expected) => {
    const { server, client } = await privateRedis({ appendOnly });
    await client.set('word', 'here');
    const before = server.pid;
    server.kill('SIGKILL');
    await once(client, 'close');
    await server.restart();
    expect(server.pid).not.toBe(before);
    expect(await client.get('word')).toBe(expected);
  });

  test('restarts while it runs, and while it is frozen', async () => {
    const { server, client } = await privateRedis();
    await client.set('word', 'here');
    await server.restart();
    expect(await client.get('word')).toBeNull();
    server.kill('SIGSTOP');
    await server.restart();
    expect(await client.ping()).toBe('PONG');
  });

  test('two at once are two servers', async () => {
    const [one, two] = await Promise.all([privateRedis(), privateRedis()]);
    await one.client.set('word', 'here');
    expect(await two.client.get('word')).toBeNull();
  });

  test('is not left behind when its process is killed outright', async () => {
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        script(
          `console.log(JSON.stringify({ pid: redis.pid, url: redis.url })); setInterval(() => {}, 1000);`,
        ),
      ],
      { env, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
    const { pid, url } = JSON.parse(line) as { pid: number; url: string };
    const client = new Redis(url);
    const folder = await folderOf(client);
    client.disconnect();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await until(() => !isRunning(pid) && !existsSync(folder));
    expect(isRunning(pid)).toBe(false);
  });

  test('does not keep a process from ending that forgot to stop it', async () => {
    const parent = spawn(
      process.execPath,
      ['--input-type=module', '--eval', script(`console.log(redis.pid);`)],
      {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [pid] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
    expect(await once(parent, 'exit')).toEqual([0, null]);
    await until(() => !isRunning(Number(pid)));
  });
});

test('without a server program, the error says what to install', async () => {
  await expect(startRedis({ env: { PATH: '/nowhere' } })).rejects.toThrow(
    /^Redis is missing: install redis-server .*REDIS_URL/,
  );
});

test('REDIS_URL is used as it is and never signalled', async () => {
  const server = await startRedis({ env: { REDIS_URL: 'redis://redis.example.com:6379' } });
  expect(server).toMatchObject({ url: 'redis://redis.example.com:6379', owned: false });
  expect(() => server.kill('SIGKILL')).toThrow('unset REDIS_URL');
  await expect(server.restart()).rejects.toThrow('unset REDIS_URL');
  await server.stop();
});

test('the tests’ helper deletes its own keys and no others', async () => {
  const [mine, yours] = [testRedis(), testRedis()];
  const client = new Redis(mine.url);
  await client.set(`${mine.prefix}:a`, '1');
  await client.set(`${yours.prefix}:a`, '1');
  await mine.cleanup();
  expect(await client.exists(`${mine.prefix}:a`)).toBe(0);
  expect(await client.exists(`${yours.prefix}:a`)).toBe(1);
  await yours.cleanup();
  client.disconnect();
});

/** A program that starts a private Redis and then goes on with `rest`. */
function script(rest: string): string {
  const file = fileURLToPath(new URL('../../src/sandbox/redis.ts', import.meta.url));
  return `import { startRedis } from ${JSON.stringify(file)}; const redis = await startRedis(); ${rest}`;
}
