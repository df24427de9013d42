import { describe, expect, test } from '@jest/globals';
import {
  distributionIn,
  isLocked,
  provideRedis,
  redisInstallation,
  whyNoRedis,
} from '../../src/setup/redis.mjs';

const debian = { platform: 'linux' as const, distribution: 'debian', root: true, sudo: false, brew: false };

/** The steps as they would be typed; paths shortened to file names. */
function typed(machine: Parameters<typeof redisInstallation>[0]): string[] {
  const way = redisInstallation(machine);
  if (way.kind === 'by hand') return [`by hand: ${way.type}`];
  return way.steps.map(({ command, args }) =>
    [command, ...args.map((arg) => arg.replace(/^\/.*\//, ''))].join(' '),
  );
}

describe('how Redis gets onto a machine', () => {
  test('Debian and what derives from it, as root and with sudo', () => {
    expect(typed(debian)).toEqual(['apt-get update', 'sh install-redis-debian.sh']);
    expect(typed({ ...debian, distribution: 'linuxmint ubuntu debian', root: false, sudo: true })).toEqual([
      'sudo -n apt-get update',
      'sudo -n sh install-redis-debian.sh',
    ]);
  });

  test('Alpine and macOS', () => {
    expect(typed({ ...debian, distribution: 'alpine' })).toEqual(['apk add --no-cache redis']);
    expect(typed({ ...debian, platform: 'darwin', root: false, brew: true })).toEqual(['brew install redis']);
  });

  test.each([
    ['without rights', { ...debian, root: false }, 'sudo apt-get install redis-server'],
    ['on macOS without Homebrew', { ...debian, platform: 'darwin' as const }, 'brew install redis'],
    ['on another Linux', { ...debian, distribution: 'fedora' }, 'install redis-server or valkey-server'],
    ['on another system', { ...debian, platform: 'win32' as const }, 'install redis-server or valkey-server'],
  ])('%s a person is told what to type', (_case, machine, words) => {
    expect(typed(machine)).toEqual([expect.stringMatching(new RegExp(`^by hand: .*${words}`))]);
  });
});

test('nothing is installed when REDIS_URL names a Redis, whatever the PATH lacks', async () => {
  await expect(provideRedis({ REDIS_URL: 'redis://redis.example.com', PATH: '' })).resolves.toBeUndefined();
});

test('the names of a distribution', () => {
  expect(distributionIn('PRETTY_NAME="Mint"\nID=linuxmint\nVERSION_ID="21"\nID_LIKE="ubuntu debian"\n')).toBe(
    'linuxmint ubuntu debian',
  );
  expect(distributionIn('')).toBe('');
});

describe('what went wrong with the package manager', () => {
  const way = { kind: 'install' as const, by: 'apt-get', steps: [] };
  const locked =
    'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (apt-get)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?';

  test('a lock is waited for only when it stopped the step', () => {
    expect(isLocked({ code: 100, output: locked })).toBe(true);
    expect(isLocked({ code: 0, output: locked })).toBe(false);
    expect(isLocked({ code: 100, output: 'E: Unable to locate package redis-server' })).toBe(false);
  });

  test.each([
    [locked, "held apt-get's lock"],
    [
      "W: Temporary failure resolving 'packages.example.org'\nE: Unable to locate package redis-server",
      'reached no package server',
    ],
    ['E: Unable to locate package redis-server', 'E: Unable to locate package redis-server'],
  ])('is told in one sentence with the next step', (output, words) => {
    const sentence = whyNoRedis(output, way);
    expect(sentence).toContain(words);
    expect(sentence).toMatch(
      /^Redis could not be installed [^\n]* run this again, or set REDIS_URL to a Redis that Keyhole may use\.$/,
    );
  });
});
