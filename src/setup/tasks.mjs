// What each task needs and runs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodeModules, root } from './project.mjs';

/**
 * @typedef {{ name: string, command: string[], cwd: string, quiet: boolean }} Step
 *   `command` is the arguments of Node; the output of a `quiet` step is shown only when it fails
 * @typedef {{ needs: { dev: boolean, redis: boolean }, steps: (args: string[]) => Step[] }} Task
 */

/** @type {Step[]} */
const checks = [
  check('types', 'typescript/bin/tsc', '--project tsconfig.json'),
  check(
    'lint',
    'oxlint/bin/oxlint',
    // The pattern stands here because those in the configuration file are relative to that file's folder.
    '-c test/checks/oxlint.json --type-aware --tsconfig tsconfig.json --ignore-pattern src/sandbox/slack/page --quiet src test',
  ),
  check('borders', 'dependency-cruiser/bin/dependency-cruiser.mjs', '--config test/checks/borders.cjs src'),
  check(
    'format',
    'prettier/bin/prettier.cjs',
    '--check --log-level warn src test docs deploy README.md !test/fixtures/**',
  ),
];

/** @type {Record<string, Task | undefined>} */
export const tasks = {
  demo: program('src/demo/demo.ts', { dev: true, redis: true }),
  // Settings may lie in .env; the flags keep an idle process small (docs/decisions/0004).
  start: program('src/main.ts', { dev: false, redis: false }, [
    ...(existsSync(join(root, '.env')) ? ['--env-file=.env'] : []),
    '--optimize-for-size',
    '--max-semi-space-size=1',
  ]),
  // Where npm was called, so that its files are named from there.
  keyhole: program('src/cli/main.ts', { dev: false, redis: false }, [], process.env['INIT_CWD']),
  screenshots: program('test/browser/screenshots.ts', { dev: true, redis: true }),
  bench: program('test/bench/bench.ts', { dev: true, redis: true }),
  check: { needs: { dev: true, redis: false }, steps: () => checks },
  jest: { needs: { dev: true, redis: true }, steps: (args) => [jest(args)] },
  test: { needs: { dev: true, redis: true }, steps: (args) => [...checks, jest(args)] },
  'test:cluster': program('test/contract/run.ts', { dev: true, redis: false }),
};

/** @param {string} file @param {Task['needs']} needs @param {string[]} flags of Node @param {string} cwd @returns {Task} */
function program(file, needs, flags = [], cwd = root) {
  return {
    needs,
    steps: (args) => [{ name: file, command: [...flags, join(root, file), ...args], cwd, quiet: false }],
  };
}

/** @param {string} name @param {string} tool below node_modules/ @param {string} args parted by spaces @returns {Step} */
function check(name, tool, args) {
  return { name, command: [join(nodeModules, tool), ...args.split(' ')], cwd: root, quiet: true };
}

/** @param {string[]} args @returns {Step} */
function jest(args) {
  const tool = join(nodeModules, 'jest/bin/jest.js');
  // Jest loads ES modules through an interface of Node that still warns that it may change.
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  return {
    name: 'tests',
    command: [...node, tool, '--config', 'test/checks/jest.config.mjs', ...args],
    cwd: root,
    quiet: false,
  };
}
