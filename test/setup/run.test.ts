import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { areDependenciesThere } from '../../src/setup/dependencies.mjs';

const runFile = fileURLToPath(new URL('../../src/setup/run.mjs', import.meta.url));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [runFile, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test.each([['dance'], ['constructor'], ['']])('the unknown task "%s" ends with the list of tasks', (name) => {
  expect(run(name)).toEqual({
    status: 1,
    stdout: '',
    stderr: `There is no task "${name}": choose one of demo, start, keyhole, screenshots, bench, check, jest, test, test:cluster.\n`,
  });
});

test('where nothing is missing a task runs at once, with its arguments and without another word', () => {
  // Otherwise this would install them under the feet of the other tests.
  expect(areDependenciesThere({ dev: true })).toBe(true);
  expect(run('jest', '--version')).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^30\.\d+\.\d+\n$/),
    stderr: '',
  });
});
