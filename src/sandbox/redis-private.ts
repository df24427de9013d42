import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import type { GuardNews, StartAnswer, StartOrder } from './redis-guard.ts';
import type { SandboxRedis } from './redis.ts';

const guardFile = fileURLToPath(new URL('redis-guard.ts', import.meta.url));
const portAttempts = 5;
const missing =
  'Redis is missing: install redis-server or valkey-server (Debian and Ubuntu: "sudo apt-get install redis-server", macOS: "brew install redis"), or set REDIS_URL to a Redis that Keyhole may use.';

/** A server of the sandbox's own; see `startRedis`. */
export async function startPrivateRedis(options: {
  env: NodeJS.ProcessEnv;
  appendOnly: boolean;
}): Promise<SandboxRedis> {
  const server = new GuardedServer(options.env);
  try {
    const order = await startOnFreePort(server, options.appendOnly);
    return {
      url: `redis://:${order.password}@127.0.0.1:${order.port}`,
      owned: true,
      get pid() {
        return server.pid;
      },
      stop: () => server.stop(),
      kill: (signal) => server.kill(signal),
      restart: async () => requireReady(await server.start(order)),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Another process may take the port between the look and the start; then another port is tried. */
async function startOnFreePort(server: GuardedServer, appendOnly: boolean): Promise<StartOrder> {
  const password = randomBytes(16).toString('hex');
  for (let attempt = 1; ; attempt += 1) {
    const order = { port: await freePort(), password, appendOnly };
    const answer = await server.start(order);
    const taken = answer.kind === 'failed' && answer.log.includes('Address already in use');
    if (taken && attempt < portAttempts) continue;
    requireReady(answer);
    return order;
  }
}

function requireReady(answer: StartAnswer): void {
  if (answer.kind === 'missing') throw new Error(missing);
  if (answer.kind === 'failed') {
    throw new Error(`The private Redis did not start; the end of its log tells why:\n${answer.log.trim()}`);
  }
}

/**
 * A free port below those that systems give to outgoing connections (from 32768 on Linux): during an outage a client
 * that keeps dialling such a port can connect to itself and hold it, and the restarted server would not get it back.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const probe = createServer().listen(port, '127.0.0.1');
    try {
      await once(probe, 'listening');
      probe.close();
      await once(probe, 'close');
      return port;
    } catch (error) {
      // Not instanceof: under jest the errors of Node's own modules belong to another realm.
      if (!(types.isNativeError(error) && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
}

/** The server as its guard's news tell of it. */
class GuardedServer {
  pid: number | undefined;
  readonly #guard: ChildProcess;
  readonly #guardEnded: Promise<unknown>;
  readonly #waiting: ((answer: StartAnswer) => void)[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    // Detached, so that Ctrl-C reaches the sandbox alone and the bot can still use Redis while it closes.
    this.#guard = fork(guardFile, {
      env,
      execArgv: [],
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#guardEnded = once(this.#guard, 'exit').then(() =>
      this.#answerAll({ kind: 'failed', log: 'Its guard ended.' }),
    );
    this.#guard.on('message', (news: GuardNews) => this.#hear(news));
  }

  start(order: StartOrder): Promise<StartAnswer> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#holdProcess();
      if (this.#guard.connected) this.#guard.send(order);
      else this.#answerAll({ kind: 'failed', log: 'It was stopped for good.' });
    });
  }

  kill(signal: NodeJS.Signals): void {
    if (this.pid === undefined)
      throw new Error('The private Redis is not running: restart it before it is signalled.');
    process.kill(this.pid, signal);
  }

  async stop(): Promise<void> {
    this.#guard.ref();
    if (this.#guard.connected) this.#guard.disconnect();
    await this.#guardEnded;
    this.pid = undefined;
  }

  #hear(news: GuardNews): void {
    if (news.kind === 'ended') {
      if (this.pid === news.pid) this.pid = undefined;
      return;
    }
    if (news.kind === 'ready') this.pid = news.pid;
    this.#waiting.shift()?.(news);
    this.#holdProcess();
  }

  #answerAll(answer: StartAnswer): void {
    for (const resolve of this.#waiting.splice(0)) resolve(answer);
    this.#holdProcess();
  }

  /** The guard keeps this process from ending only while an answer is awaited. */
  #holdProcess(): void {
    const hold = this.#waiting.length > 0;
    for (const handle of [this.#guard, this.#guard.channel]) {
      if (hold) handle?.ref();
      else handle?.unref();
    }
  }
}
