import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { pathOf, textOf } from './project.ts';

const stages = textOf('deploy/Dockerfile')
  .replaceAll(/\\\n\s*/g, '')
  .split(/^(?=FROM )/m)
  .filter((part) => part.startsWith('FROM '))
  .map((stage) =>
    stage
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => ({ word: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) })),
  );
const last = stages.at(-1) ?? [];
const only = (word: string) => last.filter((each) => each.word === word).map(({ rest }) => rest);
const entrypoint = z.array(z.string()).parse(JSON.parse(only('ENTRYPOINT').join()));

let app = '';
let built: { status: number | null; stdout: string };

/** Lays the files out as the last stage does, with what the stage before it builds. */
beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'keyhole-image-'));
  symlinkSync(pathOf('node_modules'), join(app, 'node_modules'));
  cpSync(pathOf('package.json'), join(app, 'package.json'));
  const build =
    stages.flat().find(({ rest }) => rest.includes('tsconfig.build.json') && rest.startsWith('node '))
      ?.rest ?? '';
  const args = [...build.split(' ').slice(1), '--outDir', join(app, 'dist')];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: pathOf('.'), encoding: 'utf8' });
  built = { status, stdout };
});

afterAll(() => rmSync(app, { recursive: true }));

function node(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: app,
    env: {},
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the image', () => {
  test('is laid out as these tests lay it out, and builds without a complaint', () => {
    expect(only('COPY').map((copy) => copy.replace(/^--from=/, ''))).toEqual([
      'dependencies /app/node_modules ./node_modules',
      'package.json ./',
      'build /app/dist ./dist',
    ]);
    expect(built).toEqual({ status: 0, stdout: '' });
  });

  test('holds the bot and nothing else of the project', () => {
    expect(readdirSync(app).sort()).toEqual(['dist', 'node_modules', 'package.json']);
    expect(['demo', 'sandbox', 'setup'].filter((room) => existsSync(join(app, 'dist', room)))).toEqual([]);
  });

  test('started without settings, tells every one that is missing and ends', () => {
    const { status, stderr } = node(...entrypoint.slice(1));
    expect(stderr).toMatch(
      /KEYHOLE_POLICY is missing[\s\S]*SLACK_BOT_TOKEN is missing[\s\S]*SLACK_APP_TOKEN is missing/,
    );
    expect(status).toBe(1);
  });

  test('holds the command line tool, which checks a policy', () => {
    const { status, stdout } = node(
      'dist/cli/main.js',
      'policy',
      'check',
      pathOf('deploy/policy.example.yaml'),
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('is in order') });
  });

  test('has every source that the gateway and the worker load once they start', () => {
    const load = ['gateway', 'worker'].map((role) => `await import('./dist/runtime/${role}-part.js');`);
    const { status, stderr } = node('--input-type=module', '--eval', load.join('\n'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('runs as a numbered user who is not root, the one of the manifests', () => {
    expect(only('USER')).toEqual(['65532:65532']);
  });

  test('holds no development dependency, and no script of a package is run', () => {
    const installs = stages.map((stage) =>
      stage.filter(({ rest }) => rest.startsWith('npm ci')).map(({ rest }) => rest),
    );
    expect(installs).toEqual([['npm ci --ignore-scripts'], ['npm ci --omit=dev --ignore-scripts'], []]);
  });

  test('is built and run on one version of Node, which is new enough', () => {
    const [version, ...others] = new Set(
      stages.map(([from]) => /node(?:js|:)(\d+)/.exec(from?.rest ?? '')?.[1]),
    );
    const { engines } = z
      .object({ engines: z.object({ node: z.string() }) })
      .parse(JSON.parse(textOf('package.json')));
    expect(others).toEqual([]);
    expect(Number(version)).toBeGreaterThan(Number(/^>=(\d+)/.exec(engines.node)?.[1]));
  });
});
