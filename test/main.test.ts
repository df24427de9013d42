import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await once(child, 'exit');
  return { code: Number(code), said };
}

test('without settings it names all that is missing, and goes', async () => {
  const { code, said } = await run({});
  expect(code).toBe(1);
  expect(said).toMatch(
    /KEYHOLE_POLICY is missing[^]*SLACK_BOT_TOKEN is missing[^]*SLACK_APP_TOKEN is missing/,
  );
});

test('with a policy that is not there it says so, and goes', async () => {
  const { code, said } = await run({ KEYHOLE_ROLE: 'worker', KEYHOLE_POLICY: '/nowhere.yaml' });
  expect(code).toBe(1);
  expect(said).toMatch(/nowhere\.yaml: .*check KEYHOLE_POLICY/);
});
