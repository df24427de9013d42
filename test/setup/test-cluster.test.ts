import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster/server.ts';
import { runSuite } from '../contract/suite.ts';
import { WireClient, until } from '../sandbox/cluster/client.ts';

const runFile = fileURLToPath(new URL('../contract/run.ts', import.meta.url));

let cluster: SandboxCluster;
let folder: string;

beforeAll(async () => {
  cluster = await startCluster({ delays: { imagePullMs: 20, backOffMs: 500 } });
  folder = await mkdtemp(join(tmpdir(), 'keyhole-test-cluster-'));
});

afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

async function kubeconfig(user: string, change: (text: string) => string = (text) => text): Promise<string> {
  const file = join(folder, `${user}-${Math.random()}`);
  await writeFile(file, change(cluster.kubeconfig(user)), { mode: 0o600 });
  return file;
}

/** Runs the suite as `npm run test:cluster` does; `interruptAt` gets a SIGINT when the output has come so far. */
async function run(
  args: string[],
  interruptAt?: string,
): Promise<{ code: unknown; out: string; err: string }> {
  // Jest tells its own workers apart by variables that the suite's Jest must not see.
  const { JEST_WORKER_ID: _id, NODE_OPTIONS: _options, ...env } = process.env;
  const child = spawn(process.execPath, [runFile, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { out: '', err: '' };
  child.stderr.on('data', (chunk: Buffer) => (written.err += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    const before = written.out.includes(interruptAt ?? '\0');
    written.out += chunk.toString();
    if (interruptAt !== undefined && !before && written.out.includes(interruptAt)) child.kill('SIGINT');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...written };
}

/** The same in this process, for what ends before the expectations begin. */
async function runHere(args: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const telling = {
    log: (line: string): void => void (written.out += `${line}\n`),
    error: (line: string): void => void (written.err += `${line}\n`),
  };
  return { code: await runSuite(args, telling), ...written };
}

/** Resolves when no namespace of the suite is left. */
async function untilClear(): Promise<void> {
  const client = new WireClient(cluster);
  await until(
    () => client.request('GET', '/api/v1/namespaces'),
    ({ body }) => !JSON.stringify(body).includes('keyhole-contract-'),
  );
}

test('the suite runs against a cluster of a kubeconfig, tells of each expectation, and leaves nothing', async () => {
  const args = ['--context', 'sandbox', '--kubeconfig', await kubeconfig('admin'), '--only', 'a dry run'];
  const { code, out, err } = await run(args);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('sandbox: Kubernetes v1.36.2\n');
  expect(out).toMatch(/making the namespaces keyhole-contract-\w+-free, /);
  expect(out).toMatch(/adding\n {2}✓ a dry run: answers as the real patch would and changes nothing \(/);
  expect(out).toMatch(/3 expectations held, 0 did not, in \d+ s\ndeleting the namespaces\n$/);
  await untilClear();
}, 60_000);

test.each(['making the namespaces', '✓'])(
  'an interruption after "%s" deletes the namespaces, too',
  async (sign) => {
    const args = ['--context', 'sandbox', '--kubeconfig', await kubeconfig('admin')];
    const { code, out } = await run(args, sign);
    expect(code).toBe(130);
    expect(out).toMatch(/deleting the namespaces\n$/);
    await untilClear();
  },
  60_000,
);

test('an image that the cluster cannot run is told in one sentence, and leaves nothing', async () => {
  const image = 'example.invalid/x:1';
  const args = ['--context', 'sandbox', '--kubeconfig', await kubeconfig('admin'), '--image', image];
  const { code, err } = await runHere(args);
  expect(code).toBe(1);
  expect(err).toMatch(
    /^The cluster cannot run the image example\.invalid\/x:1 \(.*\): name one that it can with --image\.\n$/,
  );
  await untilClear();
}, 60_000);

test.each<[string, string, (text: string) => string, string[], RegExp]>([
  [
    'no context',
    'admin',
    (text) => text,
    [],
    /^--context is needed\.\n\nnpm run test:cluster -- --context NAME/,
  ],
  ['an unknown flag', 'admin', (text) => text, ['--context', 'x', '--nope'], /^Unknown option '--nope'\.\n/],
  [
    'an unknown context',
    'admin',
    (text) => text,
    ['--context', 'prod'],
    /has no context named prod\. It has sandbox\.\n$/,
  ],
  [
    'no rights',
    'nobody',
    (text) => text,
    ['--context', 'sandbox'],
    /^The account of the context sandbox lacks rights in all namespaces \(create namespaces, .*\): use one that has them/,
  ],
  [
    'too few rights',
    'keyhole',
    (text) => text,
    ['--context', 'sandbox'],
    /^The account of the context sandbox lacks rights in all namespaces \((?!.*patch pods\/ephemeralcontainers)create namespaces, /,
  ],
  [
    'credentials that nobody issued',
    'admin',
    (text) => text.replace(/token: .*/, 'token: unknown'),
    ['--context', 'sandbox'],
    /does not accept the credentials of the kubeconfig: log in again\.\n$/,
  ],
  [
    'a server that is down',
    'admin',
    (text) => text.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'),
    ['--context', 'sandbox'],
    /^The cluster of the context sandbox cannot be reached \(connect ECONNREFUSED 127\.0\.0\.1:1\): check that it runs/,
  ],
])('one sentence, and nothing made: %s', async (_what, user, change, args, sentence) => {
  const file = await kubeconfig(user, change);
  const { code, out, err } = await runHere([...args, ...(args.length > 0 ? ['--kubeconfig', file] : [])]);
  expect([1, 2]).toContain(code);
  expect(err).toMatch(sentence);
  expect(out).not.toContain('making the namespaces');
});
