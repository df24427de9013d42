import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { provide } from '../../src/setup/one-at-a-time.mjs';

let folder = '';
let lock = '';
const said = jest.spyOn(process.stderr, 'write');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyhole-setup-'));
  lock = join(folder, 'setup.lock');
  said.mockReset().mockReturnValue(true);
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Something to install, which takes a moment. */
function installation() {
  let installed = 0;
  return {
    count: () => installed,
    isThere: () => installed > 0,
    install: async () => {
      await new Promise(setImmediate);
      installed += 1;
    },
  };
}

test('what is there is neither locked for nor installed', async () => {
  const work = installation();
  await work.install();
  await provide({ folder: join(folder, 'never-made'), ...work });
  expect(work.count()).toBe(1);
  expect(existsSync(join(folder, 'never-made'))).toBe(false);
});

test('of two at once one installs and the other waits and says so', async () => {
  const work = installation();
  await Promise.all([provide({ folder, ...work }), provide({ folder, ...work })]);
  expect(work.count()).toBe(1);
  expect(said).toHaveBeenCalledWith('Another run is setting things up; waiting for it …\n');
  expect(existsSync(lock)).toBe(false);
});

test('the lock of a process that is gone is taken over without a word', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(lock, String(pid));
  const work = installation();
  await provide({ folder, ...work });
  expect(work.count()).toBe(1);
  expect(said).not.toHaveBeenCalled();
});

test('a failed installation gives the lock back', async () => {
  const failing = { isThere: () => false, install: () => Promise.reject(new Error('no network')) };
  await expect(provide({ folder, ...failing })).rejects.toThrow('no network');
  expect(existsSync(lock)).toBe(false);
});

test('a lock that is held for too long ends the wait with what to do', async () => {
  writeFileSync(lock, String(process.pid));
  await expect(provide({ folder, ...installation(), patienceMs: 0 })).rejects.toThrow(`remove ${lock}`);
});
