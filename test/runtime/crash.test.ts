import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { policyDocument } from '../helpers/policy.ts';
import {
  askedCard,
  CHANNEL,
  reads,
  replies,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';

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

/** How often the cluster accepted to run something; refusals while a container starts ran nothing. */
const execs = (command: string) =>
  world.cluster
    .requests()
    .filter(({ path, status }) => status === 101 && path.includes('/exec?') && path.includes(command));

test('a worker killed during a run: nothing runs twice, and the thread says that the outcome is unknown', async () => {
  const first = await startWorker();
  const card = await askedCard(world.alice, '/debug pod api-7f9 busybox -- sh -c "echo begun; sleep 50"');
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await replies(world.alice, card.ts, 'begun');
  first.kill('SIGKILL');
  await once(first, 'exit');
  await startWorker();
  const run = await replies(world.alice, card.ts, 'outcome unknown', 60_000);
  expect(plainText(run)).toContain('begun');
  expect(plainText(run)).toContain('Nothing ran it again');
  await reads(world.alice, card.ts, 'Interrupted');
  expect(execs('begun')).toHaveLength(1);
  // Its container is told to end, although the worker that added it is gone.
  await world.alice.waitFor(CHANNEL, 'the end of the container', () =>
    world.cluster.pods().find((pod) => pod.containers.some((each) => each.ephemeral && each.exitCode === 0)),
  );
}, 90_000);

test('a worker killed while it follows a container: another one goes on, and every line is in the thread once', async () => {
  const first = await startWorker();
  for (const other of workers) if (other !== first) other.kill('SIGTERM');
  const count = 20;
  const script = `i=0; while [ $i -lt ${count} ]; do i=$((i + 1)); echo "line $i of it"; sleep 1; done; exit 3`;
  const card = await askedCard(world.alice, `/debug pod cart-1 busybox --entrypoint -- sh -c '${script}'`);
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await replies(world.alice, card.ts, 'line 3 of it');
  first.kill('SIGKILL');
  await once(first, 'exit');
  await startWorker();
  const run = plainText(await replies(world.alice, card.ts, 'exit code 3', 60_000));
  expect(run.match(/line \d+ of it/g)).toEqual(
    Array.from({ length: count }, (_each, index) => `line ${index + 1} of it`),
  );
  await reads(world.alice, card.ts, 'Completed, exit code 3');
  expect(execs('line')).toEqual([]);
  const added = world.cluster
    .requests()
    .filter(({ path }) => /cart-1\/ephemeralcontainers(?!.*dryRun)/.test(path));
  expect(added).toHaveLength(1);
}, 90_000);

test('a worker killed during a command of the thread: it is not run again, and what waits for its turn never runs', async () => {
  const first = await startWorker();
  for (const other of workers) if (other !== first) other.kill('SIGTERM');
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox');
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await replies(world.alice, card.ts, /First look[^]*exit code 0/);
  await world.alice.type(CHANNEL, '$ sh -c "echo followed; sleep 50"\n$ echo left', card.ts);
  for (const command of [/echo followed[^]*\[Approve\]/, /echo left[^]*\[Approve\]/]) {
    const { ts } = await replies(world.bob, card.ts, command);
    await world.bob.click(CHANNEL, ts, 'keyhole-approve');
  }
  const running = await replies(world.alice, card.ts, /echo followed[^]*\nfollowed/);
  await replies(world.alice, card.ts, /echo left[^]*waits for its turn/);
  first.kill('SIGKILL');
  await once(first, 'exit');
  await startWorker();
  await reads(world.alice, running.ts, /outcome unknown[^]*Nothing ran it again/, 60_000);
  await replies(world.alice, card.ts, /echo left[^]*never ran: the session ended before/);
  expect([execs('followed').length, execs('left').length]).toEqual([1, 0]);
}, 90_000);

test('a worker told to stop during a run writes down that the outcome is unknown, and goes', async () => {
  const worker = await startWorker();
  for (const other of workers) if (other !== worker) other.kill('SIGTERM');
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- sh -c "echo started; sleep 50"');
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await replies(world.alice, card.ts, 'started');
  for (const each of workers) each.kill('SIGTERM');
  const [code] = worker.exitCode === null ? await once(worker, 'exit') : [worker.exitCode];
  expect(code).toBe(0);
  await replies(world.alice, card.ts, 'outcome unknown');
  expect(execs('started')).toHaveLength(1);
}, 60_000);
