// Two tasks started at the same time must not install the same thing into each other's way.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { types } from 'node:util';
import { say, SetupError } from './say.mjs';

const patienceMs = 15 * 60_000;
const pauseMs = 200;

/**
 * Runs `install` unless `isThere`, while no other process that shares `folder` does the same.
 * @param {{ folder: string, isThere: () => boolean | Promise<boolean>, install: () => Promise<void>, patienceMs?: number }} work
 */
export async function provide({ folder, isThere, install, patienceMs: patience = patienceMs }) {
  if (await isThere()) return;
  const release = await lock(folder, patience);
  try {
    if (!(await isThere())) await install();
  } finally {
    release();
  }
}

/** @param {string} folder @param {number} patience milliseconds @returns {Promise<() => void>} gives the lock back */
async function lock(folder, patience) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'setup.lock');
  const deadline = Date.now() + patience;
  for (let waited = false; !taken(file); waited = true) {
    if (!waited) say('Another run is setting things up; waiting for it …');
    if (Date.now() > deadline) {
      throw new SetupError(
        `Another run has been setting things up for too long: end it, or remove ${file} if there is none.`,
      );
    }
    await sleep(pauseMs);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** Whether this process has taken the lock. @param {string} file */
function taken(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (!isLeftBehind(file)) return false;
    setAside(file);
    return taken(file);
  }
}

/** Whether the process that took the lock is gone. A lock without a number is one that is just being written. @param {string} file */
function isLeftBehind(file) {
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    return holder > 0 && !isAlive(holder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Of several that find the same lock left behind, one moves it away. @param {string} file */
function setAside(file) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (isLeftBehind(aside)) rmSync(aside);
    else renameSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return types.isNativeError(error) && 'code' in error ? error.code : undefined;
}
