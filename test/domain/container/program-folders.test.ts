import { expect, test } from '@jest/globals';
import { hidesPrograms } from '../../../src/domain/container/program-folders.ts';

test.each([
  '/',
  '/bin',
  '/bin/',
  '/sbin',
  '/lib64',
  '/usr',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/local',
  '/usr/local/bin',
  '/etc',
  '/opt/../usr/bin',
])('a volume at %s would put other programs, or what they load, in the place of the image', (mountPath) => {
  expect(hidesPrograms({ mountPath })).toBe(true);
});

test.each([
  '/data',
  '/etc/nginx',
  '/usr/share/nginx/html',
  '/binaries',
  '/var/lib/mysql',
  '/dev/shm',
  '/tmp',
])('a volume at %s hides no program', (mountPath) => {
  expect(hidesPrograms({ mountPath })).toBe(false);
});
