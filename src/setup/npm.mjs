// Running npm, wherever it lies.
import { basename, delimiter, dirname } from 'node:path';
import { capture, findOnPath, isOffline } from './commands.mjs';
import { SetupError } from './say.mjs';

/**
 * The npm that started this task, else the one on the PATH.
 * @param {string} node the path of the Node program to run it with
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('./commands.mjs').Command}
 */
export function npmCommand(node, args, env) {
  const started = env['npm_execpath'];
  if (started && basename(started) === 'npm-cli.js') return { command: node, args: [started, ...args] };
  const npm = findOnPath('npm', env['PATH']);
  if (!npm) throw new SetupError('npm is missing: install it beside Node and run this again.');
  return { command: npm, args };
}

/**
 * Runs npm without the scripts that packages bring: nothing here needs them.
 * @param {{ node: string, args: string[], cwd: string }} work
 */
export function runNpm({ node, args, cwd }) {
  const env = { ...process.env, PATH: [dirname(node), process.env['PATH']].join(delimiter) };
  return capture(npmCommand(node, [...args, '--ignore-scripts', '--no-progress'], env), { cwd, env });
}

/**
 * The sentence for a person when npm failed.
 * @param {string} output what npm wrote @param {string} what it was to install
 */
export function whyNpmFailed(output, what) {
  if (isOffline(output)) {
    return `${what} could not be installed because npm reached no package registry: check the network and npm's registry and proxy settings, and run this again.`;
  }
  const errors = [...output.matchAll(/^npm (?:error|ERR!) (.+)$/gm)].map((match) => match[1]);
  const reason = errors.slice(0, 3).join(' / ') || output.trim().slice(-300);
  return `${what} could not be installed (${reason}): put that right and run this again.`;
}
