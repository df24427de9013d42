import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  extendCommand,
  type HolderLimits,
  holderCommand,
  isHolder,
  nextLimit,
  releaseCommand,
} from '../../../src/domain/container/holder.ts';
import { REQUEST_VARIABLE } from '../../../src/domain/request/request-id.ts';

const ids: string[] = [];

function newId(): string {
  const id = `test${randomUUID()}`;
  ids.push(id);
  return id;
}

/** Runs a command as in the container of a request. */
function start([file = '', ...args]: readonly string[], id = '') {
  return spawn(file, args, { stdio: 'ignore', env: { ...process.env, [REQUEST_VARIABLE]: id } });
}

afterEach(async () => {
  const files = await readdir('/tmp');
  const own = files.filter((file) => ids.some((id) => file.startsWith(`.keyhole-${id}`)));
  await Promise.all(own.map((file) => rm(`/tmp/${file}`, { force: true })));
});

/** How a holder ends, and after how many milliseconds. */
async function endOf(id: string, limits: HolderLimits) {
  const from = performance.now();
  const ended: unknown[] = await once(start(holderCommand(id, limits)), 'exit');
  return { ended, afterMs: performance.now() - from };
}

test('the holder ends by itself at its limit', async () => {
  expect(await endOf(newId(), { limitSeconds: 1 })).toMatchObject({ ended: [0, null] });
});

test.each([{ limitSeconds: 600 }, { limitSeconds: 600, longestSeconds: 1200 }])(
  'the holder of %o ends early when it is released, without any signal',
  async (limits) => {
    const id = newId();
    const ended = once(start(holderCommand(id, limits)), 'exit');
    await once(start(releaseCommand(id)), 'exit');
    expect(await ended).toEqual([0, null]);
  },
);

describe('a holder that may be extended', () => {
  const LIMITS = { limitSeconds: 3, longestSeconds: 5 };

  test('ends at its limit when nobody extends it', async () => {
    const { ended, afterMs } = await endOf(newId(), { limitSeconds: 1, longestSeconds: 600 });
    expect(ended).toEqual([0, null]);
    expect(afterMs).toBeLessThan(10_000);
  });

  test('waits for longer once it is told, and its limit is never more than the longest', async () => {
    const id = newId();
    const end = endOf(id, LIMITS);
    const [told] = await once(start(extendCommand(id, 5), id), 'exit');
    expect(told).toBe(0);
    // Whoever writes whatever else gets no more.
    await once(start(['touch', `/tmp/.keyhole-${id}-8`, `/tmp/.keyhole-${id}-600`]), 'exit');
    const { ended, afterMs } = await end;
    expect(ended).toEqual([0, null]);
    expect(afterMs).toBeGreaterThan(3_900);
    expect(afterMs).toBeLessThan(15_000);
  });

  test('is told nothing in the container of another request', async () => {
    const id = newId();
    const [told] = await once(start(extendCommand(id, 5), newId()), 'exit');
    expect(told).toBe(1);
    expect((await readdir('/tmp')).filter((file) => file.includes(id))).toEqual([]);
  });

  test('has limits that grow by the first one up to the longest, and never shrink', () => {
    const limits = { limitSeconds: 900, longestSeconds: 2_000 };
    expect([900, 1_800, 2_000].map((seconds) => nextLimit(seconds, limits))).toEqual([1_800, 2_000, 2_000]);
    expect(nextLimit(900, { limitSeconds: 900, longestSeconds: 600 })).toBe(900);
  });

  test('is none where the longest is no longer than its limit', () => {
    const plain = holderCommand('8k2m4p6q9x', { limitSeconds: 900 });
    expect(holderCommand('8k2m4p6q9x', { limitSeconds: 900, longestSeconds: 900 })).toEqual(plain);
  });
});

describe.each([{ limitSeconds: 900 }, { limitSeconds: 900, longestSeconds: 3600 }])('of %o', (limits) => {
  test('a holder is told by all of its command, not by how it begins', () => {
    const [shell = '', flag = '', script = ''] = holderCommand('8k2m4p6q9x', limits);
    expect(isHolder([shell, flag, script])).toBe(true);
    for (const other of [`${script}; id`, `: keyhole waits here; id`, script.replace('900', '800'), '']) {
      expect(isHolder([shell, flag, other])).toBe(false);
    }
    expect(isHolder([shell, flag, script.replace('3600', '3700').replace('n=0', 'n=1')])).toBe(false);
    expect(isHolder(['bash', flag, script])).toBe(false);
    expect(isHolder([shell, flag, script, 'more'])).toBe(false);
    expect(isHolder([])).toBe(false);
  });
});
