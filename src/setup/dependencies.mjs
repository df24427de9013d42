// Sees to node_modules as package-lock.json names it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm, whyNpmFailed } from './npm.mjs';
import { provide } from './one-at-a-time.mjs';
import { nodeModules, root, toolchain } from './project.mjs';
import { say, SetupError } from './say.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, dev?: boolean, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage | undefined> }} Lock
 */

/**
 * @param {string} node the Node program to run npm with
 * @param {{ dev: boolean }} scope whether the task needs the development dependencies too
 */
export async function provideDependencies(node, { dev }) {
  await provide({
    folder: toolchain,
    isThere: () => areDependenciesThere({ dev }),
    install: () => install(node, dev || existsSync(nodeModules) ? '--include=dev' : '--omit=dev'),
  });
}

/** Whether node_modules holds what package-lock.json names. @param {{ dev: boolean }} scope */
export function areDependenciesThere(scope) {
  return isInStep(
    readLock(join(root, 'package-lock.json')),
    readLock(join(nodeModules, '.package-lock.json')),
    scope,
  );
}

/**
 * `npm ci` refuses a lock file that lacks an optional package of any platform, which npm itself leaves out of a lock
 * when the registry at hand lacks it; then `npm install` takes what the lock names and the rest as package.json says.
 * @param {string} node @param {string} scope
 */
async function install(node, scope) {
  say('Installing the dependencies that package-lock.json names into node_modules/ (less than a minute) …');
  let finished = await runNpm({ node, args: ['ci', scope], cwd: root });
  if (finished.code !== 0 && finished.output.includes('EUSAGE')) {
    say('package-lock.json is not complete enough for "npm ci"; using "npm install" without saving …');
    finished = await runNpm({ node, args: ['install', '--no-save', scope], cwd: root });
  }
  if (finished.code !== 0) throw new SetupError(whyNpmFailed(finished.output, 'The dependencies'));
}

/**
 * Whether what npm noted in node_modules/.package-lock.json holds every package of the lock file at its version.
 * npm writes that note last, so an interrupted installation has none. Optional packages (those of other platforms) may be absent.
 * @param {Lock | undefined} wanted @param {Lock | undefined} installed @param {{ dev: boolean }} scope
 */
export function isInStep(wanted, installed, { dev }) {
  if (!wanted || !installed) return false;
  return Object.entries(wanted.packages ?? {}).every(([path, entry]) => {
    if (path === '' || !entry) return true;
    const there = installed.packages?.[path];
    if (!there) return entry.optional || entry.devOptional || (entry.dev && !dev) || false;
    return there.version === entry.version && (!entry.integrity || there.integrity === entry.integrity);
  });
}

/** @param {string} file @returns {Lock | undefined} undefined when it is missing or cut off */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
