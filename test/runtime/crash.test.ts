import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { policyDocument } from '../helpers/policy.ts';
import { CHANNEL, reads, replies, type SandboxWorld, startSandboxWorld } from '../helpers/sandbox-world.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

let world: SandboxWorld;
let folder: string;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  world = await startSandboxWorld();
  folder = await mkdtemp(join(tmpdir(), 'keyhole-test-'));
  await writeFile(join(folder, 'policy.yaml'), stringify(policyDocument()));
  await world.keyhole({ env: { KEYHOLE_ROLE: 'gateway' } });
});

afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A worker as it runs in production: a process of its own, without anything of Slack's. */
async function startWorker(): Promise<ChildProcess> {
  const { SLACK_BOT_TOKEN: _bot, SLACK_APP_TOKEN: _app, SLACK_API_URL: _url, ...env } = world.env();
  const worker = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      ...env,
      KEYHOLE_ROLE: 'worker',
      KEYHOLE_POLICY: join(folder, 'policy.yaml'),
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  workers.push(worker);
  for await (const chunk of worker.stdout ?? []) {
    if (String(chunk).includes('Keyhole is ready')) break;
  }
  return worker;
}

const podOf = (name: string) => world.cluster.pods().find((pod) => pod.name.startsWith(name));

/** Asks for a session, waits for its own card among those of others, and has it approved. */
async function approved(command: string): Promise<{ readonly ts: string }> {
  const pod = /pod (\S+)/.exec(command)?.[1] ?? '';
  await world.alice.type(CHANNEL, command);
  const card = await world.alice.waitFor(CHANNEL, `the card for ${pod}`, (messages) =>
    messages.findLast(
      (message) =>
        message.threadTs === undefined &&
        /\[Approve\]/.test(plainText(message)) &&
        plainText(message).includes(`Debug ${pod}`),
    ),
  );
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  return card;
}

/** How often the cluster accepted to run something; refusals while a container starts ran nothing. */
const execs = (command: string) =>
  world.cluster
    .requests()
    .filter(({ path, status }) => status === 101 && path.includes('/exec?') && path.includes(command));

describe('a worker killed in the midst of three sessions', () => {
  const COUNT = 20;
  let runs: string;
  let follows: string;
  let takesCommands: { readonly card: string; readonly run: string };

  // All at once, for a killed worker's work is given to another one only when it was silent for a while.
  beforeAll(async () => {
    const first = await startWorker();
    [runs, follows, takesCommands] = await Promise.all([running(), followed(), commanded()]);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await startWorker();
  }, 60_000);

  /** A session in the midst of the command that it was asked for. */
  async function running(): Promise<string> {
    const { ts } = await approved('/debug pod api-7f9 busybox -- sh -c "echo begun; sleep 50"');
    await replies(world.alice, ts, 'begun');
    return ts;
  }

  /** A session whose container prints by itself. */
  async function followed(): Promise<string> {
    const script = `i=0; while [ $i -lt ${COUNT} ]; do i=$((i + 1)); echo "line $i of it"; sleep 1; done; exit 3`;
    const { ts } = await approved(`/debug pod cart-1 busybox --entrypoint -- sh -c '${script}'`);
    await replies(world.alice, ts, 'line 3 of it');
    return ts;
  }

  /** A session in the midst of a command of its thread, with another one that waits for its turn. */
  async function commanded(): Promise<{ card: string; run: string }> {
    const { ts: card } = await approved('/debug pod cart-0 busybox');
    await replies(world.alice, card, /First look[^]*exit code 0/);
    await world.alice.type(CHANNEL, '$ sh -c "echo followed; sleep 50"\n$ echo left', card);
    for (const command of [/echo followed[^]*\[Approve\]/, /echo left[^]*\[Approve\]/]) {
      const { ts } = await replies(world.bob, card, command);
      await world.bob.click(CHANNEL, ts, 'keyhole-approve');
    }
    const { ts: run } = await replies(world.alice, card, /echo followed[^]*\nfollowed/);
    await replies(world.alice, card, /echo left[^]*waits for its turn/);
    return { card, run };
  }

  test('nothing runs twice, and the thread says that the outcome is unknown', async () => {
    const run = await replies(world.alice, runs, 'outcome unknown', 60_000);
    expect(plainText(run)).toContain('begun');
    expect(plainText(run)).toContain('Nothing ran it again');
    await reads(world.alice, runs, 'Interrupted');
    expect(execs('begun')).toHaveLength(1);
    // Its container is told to end, although the worker that added it is gone.
    await world.alice.waitFor(CHANNEL, 'the end of the container', () =>
      podOf('api-7f9')?.containers.find((each) => each.ephemeral && each.exitCode === 0),
    );
  }, 90_000);

  test('another one goes on with what is followed, and every line is in the thread once', async () => {
    const run = plainText(await replies(world.alice, follows, 'exit code 3', 60_000));
    expect(run.match(/line \d+ of it/g)).toEqual(
      Array.from({ length: COUNT }, (_each, index) => `line ${index + 1} of it`),
    );
    await reads(world.alice, follows, 'Completed, exit code 3');
    expect(execs('line')).toEqual([]);
    const added = world.cluster
      .requests()
      .filter(({ path }) => /cart-1\/ephemeralcontainers(?!.*dryRun)/.test(path));
    expect(added).toHaveLength(1);
  }, 90_000);

  test('a command of the thread is not run again, and what waits for its turn never runs', async () => {
    const { card, run } = takesCommands;
    await reads(world.alice, run, /outcome unknown[^]*Nothing ran it again/, 60_000);
    await replies(world.alice, card, /echo left[^]*never ran: the session ended before/);
    expect([execs('followed').length, execs('left').length]).toEqual([1, 0]);
  }, 90_000);
});

test('a worker told to stop during a run writes down that the outcome is unknown, and goes', async () => {
  const worker = await startWorker();
  for (const other of workers) if (other !== worker) other.kill('SIGTERM');
  const card = await approved('/debug pod cart-0 busybox -- sh -c "echo started; sleep 50"');
  await replies(world.alice, card.ts, 'started');
  for (const each of workers) each.kill('SIGTERM');
  const [code] = worker.exitCode === null ? await once(worker, 'exit') : [worker.exitCode];
  expect(code).toBe(0);
  await replies(world.alice, card.ts, 'outcome unknown');
  expect(execs('started')).toHaveLength(1);
}, 60_000);
