import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { holderCommand, isHolder, releaseCommand } from '../../../src/domain/container/holder.ts';

function start([file = '', ...args]: readonly string[]) {
  return spawn(file, args, { stdio: 'ignore' });
}

test('the holder ends by itself at its limit', async () => {
  const [code] = await once(start(holderCommand(`test${randomUUID()}`, 1)), 'exit');
  expect(code).toBe(0);
});

test('the holder ends early when it is released, without any signal', async () => {
  const id = `test${randomUUID()}`;
  const holder = start(holderCommand(id, 600));
  const ended = once(holder, 'exit');
  await once(start(releaseCommand(id)), 'exit');
  try {
    expect(await ended).toEqual([0, null]);
  } finally {
    await rm(`/tmp/.keyhole-${id}`, { force: true });
  }
});

test('a holder is told by all of its command, not by how it begins', () => {
  const [shell = '', flag = '', script = ''] = holderCommand('8k2m4p6q9x', 900);
  expect(isHolder([shell, flag, script])).toBe(true);
  for (const other of [`${script}; id`, `: keyhole waits here; id`, script.replace('900', '800'), '']) {
    expect(isHolder([shell, flag, other])).toBe(false);
  }
  expect(isHolder(['bash', flag, script])).toBe(false);
  expect(isHolder([shell, flag, script, 'more'])).toBe(false);
  expect(isHolder([])).toBe(false);
});
