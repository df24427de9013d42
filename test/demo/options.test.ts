import { describe, expect, test } from '@jest/globals';
import { readDemoOptions, USAGE } from '../../src/demo/options.ts';

const DEFAULTS = { once: false, port: 0, image: 'docker.io/library/busybox:latest' };

describe("the demo's options", () => {
  test('need not be given', () => {
    expect(readDemoOptions([])).toEqual({ kind: 'options', options: DEFAULTS });
  });

  test.each<[string, string[], object]>([
    ['--once', ['--once'], { once: true }],
    ['--port', ['--port', '8080'], { port: 8080 }],
    ['--port, a free one', ['--port', '0'], { port: 0 }],
    ['--port, the last', ['--port=65535'], { port: 65_535 }],
    ['--context', ['--context', 'kind-dev'], { context: 'kind-dev' }],
    ['--namespace', ['--context', 'a', '--namespace', 'shop'], { context: 'a', namespace: 'shop' }],
    [
      '--pod',
      ['--context', 'a', '--namespace', 'shop', '--pod', 'api-7f9'],
      { context: 'a', namespace: 'shop', pod: 'api-7f9' },
    ],
    ['--image', ['--image', 'busybox:1.37'], { image: 'busybox:1.37' }],
    ['Always', ['--image-pull-policy', 'Always'], { pullPolicy: 'Always' }],
    ['IfNotPresent', ['--image-pull-policy', 'IfNotPresent'], { pullPolicy: 'IfNotPresent' }],
    ['Never', ['--image-pull-policy', 'Never'], { pullPolicy: 'Never' }],
  ])('%s', (_name, args, options) => {
    expect(readDemoOptions(args)).toEqual({ kind: 'options', options: { ...DEFAULTS, ...options } });
  });

  test('all together', () => {
    const args =
      '--once --port 1 --context a --namespace b --pod c --image d --image-pull-policy Never'.split(' ');
    expect(readDemoOptions(args)).toEqual({
      kind: 'options',
      options: {
        once: true,
        port: 1,
        context: 'a',
        namespace: 'b',
        pod: 'c',
        image: 'd',
        pullPolicy: 'Never',
      },
    });
  });

  test.each([[['--help']], [['-h']], [['-h', '--port', 'x']]])('%j asks for help', (args) => {
    expect(readDemoOptions(args)).toEqual({ kind: 'help' });
  });

  test('help names each option', () => {
    for (const option of ['once', 'port', 'context', 'namespace', 'pod', 'image', 'image-pull-policy'])
      expect(USAGE).toMatch(new RegExp(`^  --${option} `, 'm'));
  });
});

describe('what cannot be meant is told in a sentence', () => {
  test.each([
    ['65536', '--port must be a number from 0 to 65535'],
    ['-1', '--port'],
    ['', '--port must be'],
    ['80a', '--port must be'],
    ['1e3', '--port must be'],
    [' 80', '--port must be'],
    ['999999', '--port must be'],
  ])('--port "%s"', (port, sentence) => {
    expect(readDemoOptions([`--port=${port}`])).toMatchObject({
      kind: 'invalid',
      sentence: expect.stringContaining(sentence),
    });
  });

  test.each<[string[], string]>([
    [['--namespace', 'shop'], '--namespace and --pod need --context'],
    [['--pod', 'api'], '--namespace and --pod need --context'],
    [['--namespace', 'shop', '--pod', 'api'], '--namespace and --pod need --context'],
    [['--context', 'a', '--pod', 'api'], '--pod needs --namespace'],
    [['--image-pull-policy', 'never'], '--image-pull-policy must be Always, IfNotPresent, Never'],
    [['--image-pull-policy', ''], '--image-pull-policy must be'],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['busybox'], "Unexpected argument 'busybox'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--once=yes'], "Option '--once' does not take an argument"],
  ])('%j', (args, sentence) => {
    const reading = readDemoOptions(args);
    expect(reading).toMatchObject({ kind: 'invalid', sentence: expect.stringContaining(sentence) });
    expect(reading).not.toMatchObject({ sentence: expect.stringContaining('To specify') });
  });
});
