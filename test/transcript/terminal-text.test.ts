import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createTerminalCleaner } from '../../src/transcript/terminal-text.ts';

function clean(...chunks: string[]): string {
  const cleaner = createTerminalCleaner();
  return chunks.map((chunk) => cleaner.clean(chunk)).join('') + cleaner.finish();
}

describe('what is removed or replaced', () => {
  test.each([
    ['colours', '\x1b[1;31mred\x1b[0m', 'red'],
    ['cursor movement', 'a\x1b[2K\x1b[10;20Hb', 'a b'],
    ['a window title (OSC, BEL)', '\x1b]0;title\x07text', 'text'],
    ['a link (OSC 8, ST)', '\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['DCS', 'a\x1bP1$r0m\x1b\\b', 'ab'],
    ['APC and PM', 'a\x1b_x\x1b\\b\x1b^y\x1b\\c', 'abc'],
    ['C1 forms', '\u009b31mred\u009d0;t\u009cx\u0085y', 'redxy'],
    ['a choice of character set', '\x1b(Ba\x1b=b\x1bMc', 'abc'],
    ['NUL, bell, backspace, delete', 'a\0b\x07c\bd\x7fe\x0cf', 'a\nb cd e f'],
    ['what reorders text', 'a\u202eb\u2066c\u2069\u200fd', 'abcd'],
    ['what takes no room', '\ufeffa\u200bb', 'ab'],
    ['a sequence cut short by the next', '\x1b]0;t\x1b[1mbold', '0;tbold'],
    ['a sequence that never ends', 'a\x1b[12;', 'a'],
  ])('%s', (_name, raw, text) => {
    expect(clean(raw)).toBe(text);
  });

  test('newlines, tabs and other writing stay', () => {
    expect(clean('a\tb\n¡ñ 漢字 👩‍💻 \ufffd\n')).toBe('a\tb\n¡ñ 漢字 👩‍💻 \ufffd\n');
  });

  test('returns become newlines', () => {
    expect(clean('a\r\nb\rc\r\r\nd\r', '\ne')).toBe('a\nb\nc\n\nd\ne');
  });

  test('an unfinished string sequence hides neither its line nor the next', () => {
    expect(clean('caf\u00e2\u0080\u009d said\nnext\n\x1b]0;never ends\nlast')).toBe(
      'caf\u00e2 said\nnext\n0;never ends\nlast',
    );
    const long = 'x'.repeat(10_000);
    expect(clean(`\x1bP${long}`)).toBe(long);
  });
});

test('chunks make no difference', () => {
  const piece = fc.constantFrom(
    '\x1b',
    '[',
    ']',
    '0;',
    'm',
    '\x07',
    '\\',
    '\r',
    '\n',
    '\u009b',
    '\u009d',
    'P',
    'ab',
    '(',
    '漢',
    '\u202e',
  );
  fc.assert(
    fc.property(
      fc.array(
        fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
        { maxLength: 12 },
      ),
      (chunks) => {
        expect(clean(...chunks)).toBe(clean(chunks.join('')));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('nothing that a terminal would interpret is left', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (raw) => {
      // oxlint-disable-next-line no-control-regex -- control characters are what this is about
      expect(clean(raw)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
    { numRuns: 500 },
  );
});
