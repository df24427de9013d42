import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CommandRules, judgeCommand } from '../../../src/domain/commands/judge-command.ts';
import { TRIES } from './tries/all-tries.ts';
import { shellQuoted } from '../../../src/domain/asking/shell-words.ts';
import { READERS } from './tries/spelling.ts';

const STRICTNESS = { allow: 0, review: 1, refuse: 2 };

describe('inputs that are meant to break it', () => {
  const deep = [
    '$('.repeat(800) + 'ps' + ')'.repeat(800),
    '('.repeat(1200) + 'ps' + ')'.repeat(1200),
    '{ '.repeat(800) + 'ps',
    'ls ' + '`'.repeat(1001),
    'env '.repeat(600) + 'ps',
    'sudo '.repeat(600) + 'ps',
    'find / ' + '-exec ls ; '.repeat(200),
    'ls ' + '${x:-'.repeat(400) + '$(ps)' + '}'.repeat(400),
    'if ps; then '.repeat(200),
    'ls ' + '$(('.repeat(400),
    'cat <<A\n'.repeat(250),
    'ls ' + '{a,b}'.repeat(400),
    'case x in '.repeat(200),
    '!'.repeat(2000),
    'ps;'.repeat(800),
    'ls ' + '*'.repeat(2000) + ' | x',
    'sh -c "'.repeat(300),
    'ls ' + '$(ssh '.repeat(400),
    'ls ' + '`ssh '.repeat(400),
    'ls ' + '$(ssh "'.repeat(350),
  ];

  test.each(deep.map((text) => [text.slice(0, 20), text]))('%j… is judged soon', (_start, text) => {
    const rules = { ...READERS, allow: [...READERS.allow, 'env *'], refuse: ['x *a*a*a*a*a*a*a*b', 'rm *'] };
    const before = performance.now();
    const { kind } = judgeCommand(rules, { text, argv: ['sh', '-c', text] }, { env: false });
    expect(performance.now() - before).toBeLessThan(5000);
    expect(kind).toBe(text.startsWith('ps;') ? 'allow' : 'review');
  });

  test('is more than is looked into', () => {
    const text = `ps ${'a'.repeat(30_000)}`;
    expect(judgeCommand(READERS, { text, argv: text.split(' ') }, { env: false }).kind).toBe('review');
    expect(judgeCommand(READERS, { text, argv: ['sh', '-c', text] }, { env: false }).kind).toBe('review');
  });

  test('a pattern takes no longer for more stars', () => {
    const rules = { ...READERS, allow: [`ps ${'a*'.repeat(100)}b`] };
    const before = performance.now();
    expect(judgeCommand(rules, { text: '', argv: ['ps', 'a'.repeat(2500)] }, { env: false }).kind).toBe(
      'review',
    );
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('whatever comes', () => {
  const pieces = [
    ...TRIES.flatMap(([, { refused, held }]) => [...refused, ...held].flatMap(([command]) => command)),
    ...`ps·ls·rm· ·;·|·&&·$(·)·\`·"·'·\\·\n·$X·*·{·}·<<E·#`.split('·'),
  ];
  const text = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((some) => some.join(' ')),
    fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((some) => some.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  const command = fc.oneof(
    text.map((given) => ({ text: given, argv: ['sh', '-c', given] })),
    fc.array(text, { maxLength: 5 }).map((argv) => ({ text: argv.join(' '), argv })),
  );
  const pattern = fc.constantFrom(
    'ps *',
    'ls *',
    'rm *',
    'echo',
    'cat /proc/*/status',
    'env *',
    'sh -c *',
    'find *',
    'x',
  );
  const rules: fc.Arbitrary<CommandRules> = fc.record({
    allow: fc.array(pattern, { maxLength: 4 }),
    review: fc.array(pattern, { maxLength: 2 }),
    refuse: fc.array(pattern, { maxLength: 2 }),
    otherwise: fc.constantFrom('allow', 'review', 'refuse'),
  });
  const strictness = (given: CommandRules, of: { text: string; argv: readonly string[] }) =>
    STRICTNESS[judgeCommand(given, of, { env: false }).kind];

  test('another refused pattern, or an allowed one less, never lets more through', () => {
    fc.assert(
      fc.property(rules, command, pattern, fc.nat(), (given, of, more, at) => {
        const before = strictness(given, of);
        expect(strictness({ ...given, refuse: [...given.refuse, more] }, of)).toBeGreaterThanOrEqual(before);
        const less = given.allow.toSpliced(at % (given.allow.length + 1), 1);
        expect(strictness({ ...given, allow: less }, of)).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  test('a script with a refused command on a line of its own is never allowed', () => {
    // Within quotes, or after a backslash, the line would be a word of another command.
    const unquoted = text.filter((given) => !/["'`\\]/.test(given));
    fc.assert(
      fc.property(unquoted, unquoted, (before, after) => {
        const given = `${before}\nrm -rf /\n${after}`;
        const verdict = judgeCommand(READERS, { text: given, argv: ['sh', '-c', given] }, { env: false });
        expect(verdict.kind).not.toBe('allow');
      }),
      { numRuns: 500 },
    );
  });
});

test('scripts in scripts are looked into so far and no further', () => {
  const nested = (times: number) =>
    Array.from({ length: times }).reduce<string>((script) => `sh -c ${shellQuoted(script)}`, 'ps aux');
  const judged = (times: number) => {
    const text = nested(times);
    return judgeCommand(
      { ...READERS, allow: ['sh *', 'ps *'] },
      { text, argv: ['sh', '-c', text] },
      { env: false },
    );
  };
  expect(judged(4).kind).toBe('allow');
  expect(nested(11).length).toBeLessThan(20_000);
  expect(judged(11)).toMatchObject({ kind: 'review', sentence: expect.stringContaining('too deeply') });
});
