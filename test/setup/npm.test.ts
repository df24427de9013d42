import { expect, test } from '@jest/globals';
import { npmCommand, whyNpmFailed } from '../../src/setup/npm.mjs';

test('the npm that started the task is run by the chosen Node', () => {
  expect(npmCommand('/new/node', ['ci'], { npm_execpath: '/lib/npm/bin/npm-cli.js', PATH: '' })).toEqual({
    command: '/new/node',
    args: ['/lib/npm/bin/npm-cli.js', 'ci'],
  });
});

test('another package manager is not taken for npm, and a missing npm is told', () => {
  expect(() => npmCommand('/new/node', ['ci'], { npm_execpath: '/lib/yarn.js', PATH: '/nowhere' })).toThrow(
    'npm is missing: install it',
  );
});

test('a failure names npm’s own reason, or the network', () => {
  const conflict = 'npm warn x\nnpm error code ERESOLVE\nnpm error\nnpm error could not resolve\n';
  expect(whyNpmFailed(conflict, 'The dependencies')).toBe(
    'The dependencies could not be installed (code ERESOLVE / could not resolve): put that right and run this again.',
  );
  expect(whyNpmFailed('npm error code ENOTFOUND\n', 'Node 24')).toContain(
    'Node 24 could not be installed because npm reached no package registry: check the network',
  );
});
