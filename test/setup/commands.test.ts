import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { capture, findOnPath } from '../../src/setup/commands.mjs';

const commandsFile = fileURLToPath(new URL('../../src/setup/commands.mjs', import.meta.url));

test('a program is found in the folders of the PATH, and only there', () => {
  expect(findOnPath('node', `/nowhere:${dirname(process.execPath)}`)).toBe(process.execPath);
  expect(findOnPath('node', '/nowhere')).toBeUndefined();
  expect(findOnPath('src', process.cwd())).toBeUndefined();
});

test('capturing keeps what was written on both streams, and the exit code', async () => {
  const args = ['--eval', 'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3'];
  const { code, output } = await capture({ command: process.execPath, args });
  expect(code).toBe(3);
  expect([output]).toEqual([expect.stringMatching(/^(outerr|errout)$/)]);
});

test('a program that does not exist counts as code 127', async () => {
  expect(await capture({ command: '/nowhere/node', args: [] })).toEqual({
    code: 127,
    output: expect.stringContaining('ENOENT'),
  });
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s reaches the task that runs in place, and its exit code comes back',
  async (signal) => {
    const task = `process.on('${signal}', () => process.exit(42)); console.log('up'); setInterval(() => {}, 1000);`;
    const runner = `
    import { runInPlace } from ${JSON.stringify(commandsFile)};
    process.exitCode = await runInPlace({ command: process.execPath, args: ['--eval', ${JSON.stringify(task)}] });`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', runner], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([42, null]);
  },
);
