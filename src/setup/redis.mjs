// Sees to a Redis server program for the demo, the tests and the benchmark. Starting it is the sandbox's work.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { capture, findOnPath, isOffline, lastLines } from './commands.mjs';
import { provide } from './one-at-a-time.mjs';
import { toolchain } from './project.mjs';
import { say, SetupError } from './say.mjs';

const lockPatienceMs = 180_000;
const lockPauseMs = 3000;
const debianScript = fileURLToPath(new URL('install-redis-debian.sh', import.meta.url));

/**
 * @typedef {{ platform: NodeJS.Platform, distribution: string, root: boolean, sudo: boolean, brew: boolean }} Machine
 *   `distribution` is the ID and ID_LIKE of /etc/os-release
 * @typedef {{ kind: 'install', by: string, steps: import('./commands.mjs').Command[] }} Install the last step is the one that must succeed
 * @typedef {Install | { kind: 'by hand', type: string }} Way
 */

/** Makes sure that a Redis can be had; installs one where that needs no question. @param {NodeJS.ProcessEnv} env */
export async function provideRedis(env) {
  await provide({
    folder: toolchain,
    isThere: () => Boolean(env['REDIS_URL']) || redisProgram(env) !== undefined,
    install: () => installRedis(env),
  });
}

/** @param {NodeJS.ProcessEnv} env */
async function installRedis(env) {
  const way = await wayToRedis();
  if (way.kind === 'by hand') {
    throw new SetupError(`Redis is missing: ${way.type}, or set REDIS_URL to a Redis that Keyhole may use.`);
  }
  say(`Installing Redis with ${way.by}, because neither redis-server nor valkey-server is on the PATH …`);
  const { output } = await installWith(way, env);
  if (!redisProgram(env)) throw new SetupError(whyNoRedis(output, way));
}

/** @param {NodeJS.ProcessEnv} env */
function redisProgram(env) {
  return findOnPath('redis-server', env['PATH']) ?? findOnPath('valkey-server', env['PATH']);
}

/** How Redis gets onto this machine, or what its owner has to type. */
async function wayToRedis() {
  return redisInstallation({
    platform: process.platform,
    distribution: distribution(),
    root: process.getuid?.() === 0,
    sudo: (await capture({ command: 'sudo', args: ['-n', 'true'] })).code === 0,
    brew: findOnPath('brew') !== undefined,
  });
}

function distribution() {
  try {
    return distributionIn(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return '';
  }
}

/** ID and ID_LIKE, the names a distribution goes by. @param {string} osRelease the text of /etc/os-release */
export function distributionIn(osRelease) {
  return [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].map((match) => match[1]).join(' ');
}

/** @param {Machine} machine @returns {Way} */
export function redisInstallation({ platform, distribution, root, sudo, brew }) {
  if (platform === 'darwin') {
    if (!brew)
      return { kind: 'by hand', type: 'install Homebrew (https://brew.sh) and type "brew install redis"' };
    return { kind: 'install', by: 'Homebrew', steps: [{ command: 'brew', args: ['install', 'redis'] }] };
  }
  const packages = packagesOf(distribution);
  if (platform !== 'linux' || !packages) {
    return {
      kind: 'by hand',
      type: 'install redis-server or valkey-server (7 or newer) with the package manager of your system',
    };
  }
  if (!root && !sudo) return { kind: 'by hand', type: `type "${packages.byHand}"` };
  const steps = root
    ? packages.steps
    : packages.steps.map(({ command, args }) => ({ command: 'sudo', args: ['-n', command, ...args] }));
  return { kind: 'install', by: packages.by, steps };
}

/** @param {string} distribution */
function packagesOf(distribution) {
  const names = distribution.split(' ');
  if (names.includes('debian') || names.includes('ubuntu')) {
    return {
      by: 'apt-get',
      byHand: 'sudo apt-get update && sudo apt-get install redis-server',
      steps: [
        { command: 'apt-get', args: ['update'] },
        { command: 'sh', args: [debianScript] },
      ],
    };
  }
  if (names.includes('alpine')) {
    return {
      by: 'apk',
      byHand: 'apk add redis',
      steps: [{ command: 'apk', args: ['add', '--no-cache', 'redis'] }],
    };
  }
  return undefined;
}

/**
 * Runs the steps. An early step that fails (say, the package list of some unrelated source) does not matter
 * as long as the last one succeeds.
 * @param {Install} way @param {NodeJS.ProcessEnv} env
 */
async function installWith(way, env) {
  let output = '';
  for (const step of way.steps) {
    const finished = await whenUnlocked(() => capture(step, { env: { ...env, LC_ALL: 'C' } }));
    output += finished.output;
  }
  return { output };
}

/**
 * Repeats a step while another package manager holds the lock.
 * @param {() => Promise<import('./commands.mjs').Finished>} run
 */
async function whenUnlocked(run) {
  const deadline = Date.now() + lockPatienceMs;
  let finished = await run();
  if (isLocked(finished)) say('Another program is installing packages; waiting for it to finish …');
  while (isLocked(finished) && Date.now() < deadline) {
    await sleep(lockPauseMs);
    finished = await run();
  }
  return finished;
}

/** Whether a package manager failed because another one is at work. @param {import('./commands.mjs').Finished} finished */
export function isLocked({ code, output }) {
  return (
    code !== 0 && /Could not get lock|Unable to acquire the dpkg frontend lock|Unable to lock/i.test(output)
  );
}

/**
 * The sentence for a person when the installation brought no Redis.
 * @param {string} output what the package manager wrote @param {Install} way
 */
export function whyNoRedis(output, way) {
  const nextStep = 'or set REDIS_URL to a Redis that Keyhole may use';
  if (/Could not get lock|Unable to acquire|Unable to lock/i.test(lastLines(output))) {
    return `Redis could not be installed because another program has held ${way.by}'s lock for minutes: let it finish and run this again, ${nextStep}.`;
  }
  if (isOffline(output)) {
    return `Redis could not be installed because ${way.by} reached no package server: check the network and run this again, ${nextStep}.`;
  }
  return `Redis could not be installed with ${way.by} (${lastLines(output)}): install redis-server by hand and run this again, ${nextStep}.`;
}
