// Finding and running other programs.
import { spawn } from 'node:child_process';
import { accessSync, constants as modes, statSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * @typedef {{ command: string, args: string[] }} Command
 * @typedef {{ env?: NodeJS.ProcessEnv, cwd?: string }} Surroundings
 * @typedef {{ code: number, output: string }} Finished `output` is stdout and stderr as they came
 */

/** @type {NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/**
 * The path of a program that PATH offers, or undefined.
 * @param {string} name
 * @param {string} [path] as in the environment variable PATH
 */
export function findOnPath(name, path = process.env['PATH']) {
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isProgram);
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, modes.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Runs a program without a terminal and keeps what it wrote. A program that can't be started counts as code 127, as in
 * a shell. A signal ends the program and then this process: what is captured is only ever a step on the way.
 * @param {Command} command
 * @param {Surroundings} [surroundings]
 * @returns {Promise<Finished>}
 */
export async function capture({ command, args }, surroundings = {}) {
  const child = spawn(command, args, { ...surroundings, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  const { code, interrupted, error } = await endOf(child);
  if (interrupted) process.exit(exitCodeOf(interrupted));
  return { code, output: error ? error.message : output };
}

/**
 * Runs a program in place of this one: its terminal, its signals, its exit code.
 * @param {Command} command
 * @param {Surroundings} [surroundings]
 */
export async function runInPlace({ command, args }, surroundings = {}) {
  const { code, error } = await endOf(spawn(command, args, { ...surroundings, stdio: 'inherit' }));
  if (error) throw error;
  return code;
}

/**
 * Waits for a program's end and passes the signals on that reach this process meanwhile.
 * A terminal sends Ctrl-C to every program in it by itself, so that one is not passed on a second time.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ code: number, interrupted?: NodeJS.Signals, error?: Error }>}
 */
function endOf(child) {
  /** @type {NodeJS.Signals | undefined} */
  let interrupted;
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    interrupted = signal;
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return new Promise((resolve) => {
    /** @param {number} code @param {Error} [error] */
    const finish = (code, error) => {
      for (const signal of forwarded) process.off(signal, forward);
      resolve({ code, ...(interrupted && { interrupted }), ...(error && { error }) });
    };
    child.on('error', (error) => finish(127, error));
    child.on('close', (code, signal) => finish(code ?? exitCodeOf(signal)));
  });
}

/** The exit code by which shells tell a signal's end. @param {NodeJS.Signals | null} signal */
function exitCodeOf(signal) {
  return signal === null ? 1 : 128 + constants.signals[signal];
}

/** The last lines that a program wrote, on one line. @param {string} output */
export function lastLines(output, count = 2) {
  return output.trim().split('\n').slice(-count).join(' / ');
}

/** Whether a package manager's output tells that it reached no server. @param {string} output */
export function isOffline(output) {
  return /resolving|resolve host|could not connect|unreachable|timed out|temporary error|connection failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH/i.test(
    output,
  );
}
