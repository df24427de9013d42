import { describe, expect, test } from '@jest/globals';
import { shellWords } from '../../../src/domain/asking/shell-words.ts';

function values(text: string) {
  const split = shellWords(text);
  if (split.kind === 'unterminated') throw new Error(`unterminated ${split.quote}`);
  return split.words.map((word) => word.value);
}

function literal(text: string) {
  const split = shellWords(text);
  return split.kind === 'words' && split.words.every((word) => word.literal);
}

describe('shellWords', () => {
  test.each([
    ['ps aux', ['ps', 'aux']],
    ['  a \t b  ', ['a', 'b']],
    [`grep 'two words' file`, ['grep', 'two words', 'file']],
    [`echo "a 'b' c"`, ['echo', `a 'b' c`]],
    [`echo 'it'\\''s'`, ['echo', `it's`]],
    [`a"b"'c'd`, ['abcd']],
    [`echo ""`, ['echo', '']],
    [`echo "\\"x\\" \\n"`, ['echo', '"x" \\n']],
    [`echo "a\\\nb\nc"`, ['echo', 'ab\nc']],
    [`a\\ b`, ['a b']],
    ['', []],
  ])('splits %j', (text, words) => {
    expect(values(text)).toEqual(words);
  });

  test.each(['echo "open', `echo 'open`, 'echo open\\'])('tells that %j never closes', (text) => {
    expect(shellWords(text).kind).toBe('unterminated');
  });

  test.each([
    'a | b',
    'a; b',
    'a && b',
    'a > f',
    'a < f',
    'echo $HOME',
    'echo "$HOME"',
    'echo `id`',
    'echo "`id`"',
    'ls *.log',
    'ls a?',
    'ls [ab]',
    'echo {a,b}',
    '(a)',
    'ls ~',
    'echo # no',
    '! a',
    'a\nb',
    'A=1 env',
    'a &',
    'a \\\nb',
  ])('%j needs a shell', (text) => {
    expect(literal(text)).toBe(false);
  });

  test.each([
    `echo '$HOME *'`,
    'echo \\$HOME',
    'ps -o pid,user,args',
    'env A=1',
    'cat /proc/1/status',
    'echo "a=b"',
    'echo %s a-b_c:d@e+f,g',
  ])('%j needs none', (text) => {
    expect(literal(text)).toBe(true);
  });
});
