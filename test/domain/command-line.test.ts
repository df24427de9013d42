import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LONGEST_COMMAND } from '../../src/domain/command.ts';
import { readCommandLine } from '../../src/domain/command-line.ts';

describe('readCommandLine', () => {
  test('reads the example as typed', () => {
    expect(readCommandLine('pod api-7f9 busybox')).toEqual({
      kind: 'ask',
      ask: { text: 'pod api-7f9 busybox', pod: 'api-7f9', image: 'busybox' },
    });
  });

  test('reads a command after two dashes and runs it without a shell', () => {
    const line = readCommandLine('pod api-7f9 busybox -- ps aux');
    expect(line).toMatchObject({ kind: 'ask', ask: { command: { text: 'ps aux', argv: ['ps', 'aux'] } } });
  });

  test('runs a command with shell syntax by sh', () => {
    const line = readCommandLine('pod api-7f9 busybox -- ps aux | head -3');
    expect(line).toMatchObject({ kind: 'ask', ask: { command: { argv: ['sh', '-c', 'ps aux | head -3'] } } });
  });

  test('a line end before the command parts words, one in it stays', () => {
    const line = readCommandLine('Pod api-7f9\nbusybox\n-- echo a\necho b');
    expect(line).toMatchObject({
      ask: { pod: 'api-7f9', image: 'busybox', command: { argv: ['sh', '-c', 'echo a\necho b'] } },
    });
  });

  test('two dashes inside quotes are no mark', () => {
    const line = readCommandLine('pod a b --reason "slow -- since noon" -- ps');
    expect(line).toMatchObject({ ask: { reason: 'slow -- since noon', command: { text: 'ps' } } });
  });

  test('keeps two dashes and flags that belong to the command', () => {
    const line = readCommandLine('pod a busybox -- grep -n -- --x f');
    expect(line).toMatchObject({ ask: { command: { argv: ['grep', '-n', '--', '--x', 'f'] } } });
  });

  test('reads every flag, with a blank or an equals sign', () => {
    expect(
      readCommandLine(
        'pod/api-7f9 -n shop --cluster=dev --image busybox --target app --profile restricted --reason "it is slow"',
      ),
    ).toEqual({
      kind: 'ask',
      ask: expect.objectContaining({
        pod: 'api-7f9',
        namespace: 'shop',
        cluster: 'dev',
        image: 'busybox',
        target: 'app',
        profile: 'restricted',
        reason: 'it is slow',
      }),
    });
  });

  test.each(['', '  ', 'help', '--help', '-h'])('%j asks for help', (text) => {
    expect(readCommandLine(text).kind).toBe('help');
  });

  test.each([
    ['api-7f9 busybox', 'write `/debug pod NAME IMAGE`'],
    ['node worker-1', 'I can debug pods'],
    ['pod', 'Which pod?'],
    ['pod Api', "cannot be a pod's name"],
    ['pod a;b', "cannot be a pod's name"],
    ['pod a busybox ps aux', 'write a command after --'],
    ['pod a --namespce shop', 'Did you mean --namespace?'],
    ['pod a -n', '-n needs a value'],
    ['pod a -n x -n y', '-n is there twice'],
    ['pod a busybox --image alpine', 'The image is there twice'],
    ['pod a busybox --', 'There is no command after `--`'],
    ['pod a --reason "x', 'never closes'],
    ["pod a b -- echo 'x", 'never closes'],
    [`pod a b -- ${'x'.repeat(LONGEST_COMMAND + 1)}`, 'shorten it'],
    ['pod a b --reason ' + 'x'.repeat(501), 'shorten it'],
    ['pod a b -n ../etc', 'cannot be a namespace'],
    ['pod a $(id)', 'cannot be an image'],
    ['pod a b -- echo \u202Efdp.exe', 'invisible character (U+202E)'],
    ['pod a b --reason x\u200By', 'invisible character (U+200B)'],
    ['pod a b -- a\u0007b', 'invisible character (U+0007)'],
    ['pod a b -- ps\u3000aux', 'invisible character (U+3000)'],
    ['pod a b -- ps\u3164aux', 'invisible character (U+3164)'],
    ['pod/', 'Which pod?'],
    ['pod a busybox -it', 'not interactive'],
    ['pod a --copy-to b', 'makes no copies'],
    ['pod a -c app', '--target NAME'],
    ['pod a --reason checkout is slow -- ps', 'put the reason in quotes'],
  ])('%j is answered with what to do', (text, sentence) => {
    expect(readCommandLine(text)).toEqual({ kind: 'invalid', sentence: expect.stringContaining(sentence) });
  });

  test('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['ask', 'help', 'invalid']).toContain(readCommandLine(text).kind);
      }),
    );
  });
});
