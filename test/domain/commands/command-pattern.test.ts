import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commandPatternProblem, readPattern } from '../../../src/domain/commands/command-pattern.ts';
import { exactWord, unknownWord } from '../../../src/domain/commands/command-word.ts';
import { catches, fits } from '../../../src/domain/commands/match-pattern.ts';

function patternOf(text: string) {
  const reading = readPattern(text);
  if (reading.kind === 'invalid') throw new Error(reading.problem);
  return reading.pattern;
}

function fit(pattern: string, ...words: string[]) {
  return fits(patternOf(pattern), words.map(exactWord));
}

function caught(pattern: string, ...words: string[]) {
  return catches(
    patternOf(pattern),
    words.map((word) => (word.startsWith('$') ? unknownWord(word) : exactWord(word))),
  );
}

describe('commandPatternProblem', () => {
  test.each([
    'ps',
    'ps *',
    'cat /proc/*/status',
    'cat /var/log/**',
    `awk '{print $1}' *`,
    'grep "a b" *',
    `find * -exec cat {} ';'`,
    'find . -exec cat {} \\;',
    'test -f "/tmp/x y"*',
    '/usr/bin/ps *',
    `echo '*'`,
    '[ -f * ]',
    'kill -- *',
    "sh -c 'ps | head'",
  ])('has nothing against %j', (pattern) => {
    expect(commandPatternProblem(pattern)).toBeUndefined();
  });

  test.each([
    ['', 'must name a command'],
    ['  ', 'must name a command'],
    ['ps; ls', 'one command'],
    ['ps | ls', 'one command'],
    ['ps &', 'one command'],
    ['ps;', 'one command'],
    ['ps\nls', 'one command'],
    ['ps > x', 'one command'],
    ['A=1 ps', 'one command'],
    ['ps # all', 'one command'],
    ['(ps)', 'one command'],
    ['! ps', 'one command'],
    ['time ps', 'one command'],
    ['ps "', 'one command'],
    [`ps 'a`, 'one command'],
    ['# ps', 'one command'],
    ['* x', 'spelled out'],
    ['mkfs.* x', 'spelled out'],
    ['$X y', 'spelled out'],
    ['~/x y', 'spelled out'],
    ['ls $X', '`$X`'],
    ['ls $(x)', '`$(x)`'],
    ['ls a?', '`a?`'],
    ['ls [ab]', '`[ab]`'],
    ['ls {a,b}', '`{a,b}`'],
    ['ls ~', '`~`'],
    ['ls *$X', '`*$X`'],
    ['ls @(a)*', '`@(a)*`'],
    [`ls $'a'`, "`$'a'`"],
    ['export A=1', '`A=1`'],
  ])('tells what is wrong with %j: %s', (pattern, problem) => {
    expect(commandPatternProblem(pattern)).toContain(problem);
  });
});

test('whatever is written as a pattern is read, or told to be wrong', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: fc.constantFrom(...'ps *\'"\\$(){}[]`;|&<>!#~\n\r'.split('')), maxLength: 40 }),
  );
  fc.assert(
    fc.property(text, (pattern) => {
      const problem = commandPatternProblem(pattern);
      const reading = readPattern(pattern);
      expect(problem === undefined).toBe(reading.kind === 'pattern');
    }),
    { numRuns: 2000 },
  );
});

describe('fits', () => {
  test.each([
    ['ps', ['ps'], 'spelled-out'],
    ['ps', ['ps', 'aux'], 'no'],
    ['ps *', ['ps'], 'by-wildcard'],
    ['ps *', ['ps', 'a', '/b/..'], 'by-wildcard'],
    ['ps **', ['ps', 'a'], 'by-wildcard'],
    ['ps', ['/bin/ps'], 'no'],
    ['/bin/ps', ['ps'], 'no'],
    ['ls /proc/*/fd *', ['ls', '/proc/1/fd', '-l'], 'by-wildcard'],
    ['ls /proc/*/fd', ['ls', '/proc/1/2/fd'], 'no'],
    ['ls /proc/*/fd', ['ls', '/proc/../fd'], 'no'],
    ['ls /proc/**', ['ls', '/proc/1/2'], 'by-wildcard'],
    ['ls /proc/**', ['ls', '/proc/1/../..'], 'no'],
    ['ls /proc/**', ['ls', '/proc/1..2/x'], 'by-wildcard'],
    ['ls * x', ['ls', 'a', 'x'], 'by-wildcard'],
    ['ls * x', ['ls', 'a/b', 'x'], 'no'],
    ['ls * x', ['ls', 'x'], 'no'],
    ['ls ** x', ['ls', 'a/b', 'x'], 'by-wildcard'],
    [`ls '*'`, ['ls', '*'], 'spelled-out'],
    [`ls '*'`, ['ls', 'a'], 'no'],
    ['ls a*b*c', ['ls', 'aXbYbZc'], 'by-wildcard'],
    ['ls a*b*c', ['ls', 'aXc'], 'no'],
    ['ls ".."', ['ls', '..'], 'spelled-out'],
  ] as const)('%j and %j: %s', (pattern, words, expected) => {
    expect(fit(pattern, ...words)).toBe(expected);
  });

  test('takes an unknown word only at the open end', () => {
    const words = [exactWord('ls'), unknownWord('$X')];
    expect(fits(patternOf('ls *'), words)).toBe('by-wildcard');
    expect(fits(patternOf('ls -l *'), words)).toBe('no');
    expect(fits(patternOf(`ls '$X'`), words)).toBe('no');
    expect(fits(patternOf('ls *'), [unknownWord('ls')])).toBe('no');
  });
});

describe('catches', () => {
  test.each([
    ['rm *', ['rm'], 'yes'],
    ['rm *', ['/bin/rm', 'x'], 'yes'],
    ['/bin/rm *', ['rm', 'x'], 'yes'],
    ['rm *', ['rmdir'], 'no'],
    ['rm *', ['$X', 'y'], 'perhaps'],
    ['rm *', ['rm', '$X'], 'yes'],
    ['rm', ['rm', 'x'], 'no'],
    ['kill -9 *', ['kill', '-9', '1'], 'yes'],
    ['kill -9 *', ['kill', '1'], 'no'],
    ['kill -9 *', ['kill', '$X', '1'], 'perhaps'],
    ['kill -9', ['kill', '-9', '$X'], 'perhaps'],
    ['cat /etc/shadow', ['cat', '/etc//./ssl/../shadow'], 'yes'],
    ['cat /etc/*', ['cat', '/etc/../etc/x'], 'yes'],
    ['cat a b', ['cat', '$X'], 'perhaps'],
    ['cat a b', ['cat', 'a'], 'no'],
  ] as const)('%j and %j: %s', (pattern, words, expected) => {
    expect(caught(pattern, ...words)).toBe(expected);
  });

  test('catches nothing where there is nothing', () => {
    expect(catches(patternOf('rm *'), [])).toBe('no');
  });
});
