import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Ask } from '../../../src/domain/asking/ask.ts';
import { readCommandLine } from '../../../src/domain/asking/command-line.ts';

const pod = (name: string) => ({ wanted: { kind: 'pod' as const, name } });
const workload = (workload: string, name: string) => ({ wanted: { kind: 'workload', workload, name } });
const selector = (selector: string) => ({ wanted: { kind: 'selector', selector } });

/** All of the ask but its text. */
function reads(text: string): Partial<Ask> {
  const line = readCommandLine(text);
  expect(line.kind === 'invalid' ? line.sentence : line.kind).toBe('ask');
  const { text: kept, ...ask } = line.kind === 'ask' ? line.ask : { text: '' };
  expect(kept).toBe(text.trim());
  return ask;
}

describe('which pod', () => {
  test.each([
    ['pod api-7f9 busybox', { ...pod('api-7f9'), image: 'busybox' }],
    ['Pod/api-7f9 busybox', { ...pod('api-7f9'), image: 'busybox' }],
    ['pods api-7f9', pod('api-7f9')],
    ['po/api-', pod('api-')],
    ['pod shop/api-7f9 busybox', { ...pod('api-7f9'), namespace: 'shop', image: 'busybox' }],
    ['shop/api-7f9 busybox', { ...pod('api-7f9'), namespace: 'shop', image: 'busybox' }],
    ['shop/api-7f9 -n shop', { ...pod('api-7f9'), namespace: 'shop' }],
    ['api-7f9 --image busybox', { ...pod('api-7f9'), image: 'busybox' }],
    ['api-7f9 busybox', { ...pod('api-7f9'), image: 'busybox' }],
    [
      '--image=docker.io/library/busybox:1.37 api-7f9',
      { ...pod('api-7f9'), image: 'docker.io/library/busybox:1.37' },
    ],
    ['pod help', pod('help')],
    ['deploy/api busybox', { ...workload('deployment', 'api'), image: 'busybox' }],
    ['deployment api busybox', { ...workload('deployment', 'api'), image: 'busybox' }],
    ['deployments api', workload('deployment', 'api')],
    ['Deployment.apps/api', workload('deployment', 'api')],
    ['deployments.v1.apps/api', workload('deployment', 'api')],
    ['deploy shop/api', { ...workload('deployment', 'api'), namespace: 'shop' }],
    ['sts cart', workload('statefulset', 'cart')],
    ['statefulsets/cart', workload('statefulset', 'cart')],
    ['ds/logger', workload('daemonset', 'logger')],
    ['daemonset logger', workload('daemonset', 'logger')],
    ['rs/api-7f9c6d5b84', workload('replicaset', 'api-7f9c6d5b84')],
    ['replicasets api-7f9c6d5b84', workload('replicaset', 'api-7f9c6d5b84')],
    ['job/import', workload('job', 'import')],
    ['jobs.batch import', workload('job', 'import')],
    ['-l app=api busybox', { ...selector('app=api'), image: 'busybox' }],
    ['-lapp=api,tier!=db', selector('app=api,tier!=db')],
    ['pods --selector "tier in (web, api)" busybox', { ...selector('tier in (web, api)'), image: 'busybox' }],
    ['docker.io/library/busybox -l app', { ...selector('app'), image: 'docker.io/library/busybox' }],
  ])('%j', (text, ask) => {
    expect(reads(text)).toEqual(ask);
  });
});

describe('flags', () => {
  test('every one, with a blank or an equals sign', () => {
    expect(
      reads(
        'pod/api-7f9 -n shop --cluster=dev --image busybox --target app --profile restricted --container=peek' +
          ' --image-pull-policy IfNotPresent --env LOG=debug --env=A=1 --timeout 90s --duration=1h30m' +
          ' --volumes --entrypoint --reason "it is slow"',
      ),
    ).toEqual({
      ...pod('api-7f9'),
      namespace: 'shop',
      cluster: 'dev',
      image: 'busybox',
      target: 'app',
      profile: 'restricted',
      containerName: 'peek',
      pullPolicy: 'IfNotPresent',
      env: { LOG: 'debug', A: '1' },
      timeoutSeconds: 90,
      durationSeconds: 5400,
      volumes: true,
      entrypoint: true,
      reason: 'it is slow',
    });
  });

  test.each([
    ['a -nshop -cpeek', { namespace: 'shop', containerName: 'peek' }],
    ['a -n=shop', { namespace: 'shop' }],
    ['a --volumes=false --entrypoint=T', { entrypoint: true }],
    ['a --reason=--image', { reason: '--image' }],
    ['a --reason "-it is not offered"', { reason: '-it is not offered' }],
    ['a --reuse keyhole-7k3m9p2qrs', { reuse: 'keyhole-7k3m9p2qrs' }],
    ['a --reuse 7K3M9P2QRS', { reuse: 'keyhole-7k3m9p2qrs' }],
    ['a --profile Team_Debug', { profile: 'Team_Debug' }],
    ['a --timeout 60s --duration 1m', { timeoutSeconds: 60, durationSeconds: 60 }],
  ])('%j', (text, members) => {
    expect(reads(text)).toEqual({ ...pod('a'), ...members });
  });
});

describe('the command', () => {
  test.each([
    ['pod a b -- ps aux', 'ps aux', ['ps', 'aux']],
    ['pod a b -- ps aux | head -3', 'ps aux | head -3', ['sh', '-c', 'ps aux | head -3']],
    ['pod a\nb\n-- echo a\necho b', 'echo a\necho b', ['sh', '-c', 'echo a\necho b']],
    ['pod a b --reason "slow -- since noon" -- ps', 'ps', ['ps']],
    ['pod a b -- grep -n -- --x -it f', 'grep -n -- --x -it f', ['grep', '-n', '--', '--x', '-it', 'f']],
    ['pod a b -- ps --help', 'ps --help', ['ps', '--help']],
  ])('%j', (line, text, argv) => {
    expect(reads(line)).toMatchObject({ ...pod('a'), image: 'b', command: { text, argv } });
  });
});

test.each(['', '  ', 'help', 'Help pods', '--help', '-h', 'pod a busybox --help', 'deploy/a -h'])(
  '%j asks for help',
  (text) => {
    expect(readCommandLine(text)).toEqual({ kind: 'help' });
  },
);

test.each([
  ['status 7k3m9p2qrs', 'status'],
  ['Status keyhole-7k3m9p2qrs', 'status'],
  ['logs 7K3M9P2QRS', 'logs'],
  ['log keyhole-7k3m9p2qrs', 'logs'],
])('%j asks about a request', (text, about) => {
  expect(readCommandLine(text)).toEqual({ kind: 'inquiry', about, requestId: '7k3m9p2qrs' });
});

describe('whatever is typed', () => {
  const KINDS = ['ask', 'inquiry', 'help', 'invalid'];

  test('nothing throws', () => {
    const character = fc.nat({ max: 0x10_ff_ff }).map((code) => String.fromCodePoint(code));
    const ascii = fc.integer({ min: 32, max: 126 }).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(character, ascii) }), (text) => {
        expect(KINDS).toContain(readCommandLine(text).kind);
      }),
    );
  });

  test('nothing that looks like a command line throws, and every refusal is a sentence', () => {
    const words = fc.constantFrom(
      ...'pod deploy/ shop/api api-7f9 busybox -n -l --env A=1 A=1,B="2 --timeout 90s --reason "x y" -- \' " \\ = --= - -= -it'.split(
        ' ',
      ),
      '--volumes',
      '--volumes=x',
      '__proto__',
      '--constructor',
      '-lapp=api',
      '--env=A=b=c,"',
      'status',
      'ſ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (typed) => {
        const line = readCommandLine(typed.join(' '));
        expect(KINDS).toContain(line.kind);
        expect(line.kind === 'invalid' ? line.sentence : 'A sentence.').toMatch(/^\S[^]*[.?`]$/);
      }),
      { numRuns: 2000 },
    );
  });
});
