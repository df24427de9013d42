import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { plainText } from '../../src/sandbox/slack/plain-text.ts';
import { policyDocument } from '../helpers/policy.ts';
import {
  askedCard,
  CHANNEL,
  privately,
  reads,
  type SandboxWorld,
  startSandboxWorld,
} from '../helpers/sandbox-world.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

let world: SandboxWorld;
let folder: string;
let keyhole: ChildProcess;
let ready: string;
/** Resolves with the next line of Keyhole's log that says so. */
let logged: (msg: string) => Promise<Record<string, unknown>>;

/** Keyhole as it runs in production: a process of its own, which is given the file and nothing else of the policy. */
beforeAll(async () => {
  world = await startSandboxWorld();
  folder = await mkdtemp(join(tmpdir(), 'keyhole-test-'));
  await edit({});
  keyhole = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      ...world.env({ KEYHOLE_POLICY: join(folder, 'policy.yaml'), LOG_LEVEL: 'info' }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!keyhole.stdout) throw new Error('no stdout');
  const lines = createInterface(keyhole.stdout);
  logged = (msg) =>
    new Promise((resolve) => {
      const look = (line: string) => {
        if (!line.includes(msg)) return;
        lines.off('line', look);
        resolve(JSON.parse(line));
      };
      lines.on('line', look);
    });
  const { port } = await logged('Keyhole is ready');
  ready = `http://127.0.0.1:${String(port)}/readyz`;
});

afterAll(async () => {
  const gone = once(keyhole, 'exit');
  keyhole.kill('SIGTERM');
  await gone;
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

function edit(people: object, others: object = {}): Promise<void> {
  const document = policyDocument();
  const policy = { ...document, admins: ['sre'], people: { ...document.people, ...people }, ...others };
  return writeFile(join(folder, 'policy.yaml'), stringify(policy));
}

async function readiness(): Promise<unknown[]> {
  const response = await fetch(ready);
  return [response.status, await response.json()];
}

const wellWith = (policyUpToDate: boolean) => [
  200,
  { redis: true, slack: true, clusters: { sandbox: true }, policyUpToDate },
];

test('an edit counts for asks and clicks from then on, a bad one for nothing', async () => {
  const card = await askedCard(world.alice, '/debug pod cart-0 busybox -- id');
  await world.mallory.type(CHANNEL, '/debug pod cart-1 busybox -- id');
  await privately(world.mallory, 'No rule of the policy allows this');
  expect(await readiness()).toEqual(wellWith(true));

  const complaint = logged('The policy file has problems');
  await edit({ 'on-call': { slackUsers: ['U0MALLORY'] } }, { peple: {} });
  expect(await complaint).toMatchObject({ problems: [expect.stringContaining('did you mean "people"?')] });
  expect(await readiness()).toEqual(wellWith(false));
  const told = await world.bob.waitFor('D0BOB', 'word of the bad edit', ([first]) => first);
  expect(plainText(told)).toMatch(/policy\.yaml:\d+:1: peple: .*did you mean "people"\?/);

  const taken = logged('The policy file changed');
  await edit({ 'on-call': { slackUsers: ['U0ALICE', 'U0MALLORY'] }, sre: { slackUsers: ['U0CAROL'] } });
  await taken;
  expect(await readiness()).toEqual(wellWith(true));
  // The gateway judges a click by it,
  await world.bob.click(CHANNEL, card.ts, 'keyhole-approve');
  await privately(world.bob, 'you are not among them');
  expect(await reads(world.alice, card.ts, '[Approve]')).not.toContain('Approved by');
  // and the worker an ask.
  const other = await askedCard(world.mallory, '/debug pod cart-1 busybox -- id');
  await world.carol.click(CHANNEL, other.ts, 'keyhole-approve');
  await reads(world.mallory, other.ts, 'Completed, exit code 0');
}, 30_000);
