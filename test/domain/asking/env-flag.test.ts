import { describe, expect, test } from '@jest/globals';
import { readEnv } from '../../../src/domain/asking/env-flag.ts';

/** The table holds what kubectl makes of each value (github.com/spf13/pflag, string_to_string.go). */
describe('readEnv', () => {
  test.each([
    [['A=b'], { A: 'b' }],
    [['A='], { A: '' }],
    [['A=b', 'C=d'], { A: 'b', C: 'd' }],
    [['A=b,c'], { A: 'b,c' }],
    [['A=b,C=d'], { A: 'b', C: 'd' }],
    [['A=b=c'], { A: 'b=c' }],
    [['"A=b,c=d"'], { A: 'b,c=d' }],
    [['"A=say ""hi"", a=b",C=d'], { A: 'say "hi", a=b', C: 'd' }],
    [['"A=b"'], { A: 'b' }],
    [['A=a\nb'], { A: 'a\nb' }],
    [['my.name-1=x'], { 'my.name-1': 'x' }],
    [['__proto__=x'], Object.fromEntries([['__proto__', 'x']])],
  ])('%j', (flags, env) => {
    expect(readEnv(flags)).toEqual({ kind: 'env', env });
  });

  test('keeps a value whose quotes mean nothing', () => {
    expect(readEnv(['A="b c"'])).toEqual({ kind: 'env', env: { A: '"b c"' } });
  });

  test.each([
    [['A'], 'write NAME=VALUE'],
    [['A=b=c,D'], 'write NAME=VALUE'],
    [['A=b=c,'], 'write NAME=VALUE'],
    [['A=b=c,"D=e'], 'write NAME=VALUE'],
    [['A=b="c"'], 'write NAME=VALUE'],
    [['=x'], "= cannot be a variable's name"],
    [['a b=x'], "a b cannot be a variable's name"],
    [[`${'A'.repeat(129)}=x`], "cannot be a variable's name"],
    [[`A=${' '.repeat(40)}x`], 'close the gap'],
    [[`A=${'x'.repeat(2000)}`], 'have 2001 characters in all'],
    [Array.from({ length: 31 }, (_, index) => `A${index}=x`), 'There are 31 variables'],
  ])('%j is answered with what to do', (flags, sentence) => {
    expect(readEnv(flags)).toEqual({ kind: 'invalid', sentence: expect.stringContaining(sentence) });
  });
});
