// A process of its own between the sandbox and its Redis server. Its channel to the sandbox closes when the sandbox
// stops or dies, even by SIGKILL; then the guard ends the server and removes its folder, so nothing stays behind.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilRedisAnswers } from './redis-ping.ts';

/** What the sandbox asks for: a server, in place of the one that may still run. */
export interface StartOrder {
  port: number;
  password: string;
  appendOnly: boolean;
}

/** The answer to a `StartOrder`. `log` is the last that the server wrote. */
export type StartAnswer =
  { kind: 'ready'; pid: number } | { kind: 'missing' } | { kind: 'failed'; log: string };

/** What the guard tells: one answer to each order, in order, and each time a server has ended. */
export type GuardNews = StartAnswer | { kind: 'ended'; pid: number };

interface Server {
  child: ChildProcess;
  pid: number;
  ended: Promise<unknown>;
  log: () => string;
}

const programs = ['redis-server', 'valkey-server'];
const readyWithinMs = 15_000;
const logLimit = 4000;

const folder = mkdtemp(join(tmpdir(), 'keyhole-redis-'));
let running: Server | undefined;
let work = Promise.resolve();

process.on('message', (order: StartOrder) => {
  work = work
    .then(() => replaceServer(order))
    .catch((error: unknown): StartAnswer => ({ kind: 'failed', log: String(error) }))
    .then(tell);
});
process.on('disconnect', leave);
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.disconnect());
if (!process.connected) leave();

async function replaceServer(order: StartOrder): Promise<StartAnswer> {
  await end('SIGTERM');
  const server = await launch(configuration(order, await folder));
  if (!server) return { kind: 'missing' };
  running = server;
  const over = AbortSignal.timeout(readyWithinMs);
  const answers = await Promise.race([untilRedisAnswers(order, over), server.ended.then(() => false)]);
  return answers ? { kind: 'ready', pid: server.pid } : { kind: 'failed', log: server.log() };
}

/** Resolves with undefined when no server program is installed. */
async function launch(config: string): Promise<Server | undefined> {
  for (const program of programs) {
    const child = spawn(program, ['-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-logLimit)));
    }
    // A server that ends before it has read its configuration says why in its log.
    child.stdin.on('error', (error) => (log += error.message));
    child.stdin.end(config);
    const spawned = await once(child, 'spawn').catch(nothingIfMissing);
    if (!spawned || child.pid === undefined) continue;
    const { pid } = child;
    const ended = once(child, 'close').then(() => tell({ kind: 'ended', pid }));
    return { child, pid, ended, log: () => log };
  }
  return undefined;
}

function nothingIfMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

/** The server reads this from its stdin, so the password never shows in the list of processes. */
function configuration({ port, password, appendOnly }: StartOrder, dir: string): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'protected-mode yes',
    'daemonize no',
    `dir "${dir}"`,
    'save ""',
    `appendonly ${appendOnly ? 'yes' : 'no'}`,
    'maxmemory-policy noeviction',
    '',
  ].join('\n');
}

/** A server that was stopped by SIGSTOP hears no SIGTERM, so it is continued as well. */
async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (!running) return;
  running.child.kill(signal);
  running.child.kill('SIGCONT');
  await running.ended;
  running = undefined;
}

/** Also cuts short a server that is still starting: `replaceServer` sees it end. */
function leave(): void {
  running?.child.kill('SIGKILL');
  work = work.then(leaveNothing);
}

async function leaveNothing(): Promise<void> {
  await end('SIGKILL');
  await rm(await folder, { recursive: true, force: true });
}

function tell(news: GuardNews): void {
  if (process.connected) process.send?.(news);
}
