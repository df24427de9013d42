import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { OutputLine } from '../../src/transcript/output-lines.ts';
import { asFile, excerptOf, tailOf } from '../../src/transcript/output-text.ts';
import type { OutputSegment } from '../../src/transcript/segment.ts';

const out = (text: string): OutputSegment => ({ stream: 'out', text });
const err = (text: string): OutputSegment => ({ stream: 'err', text });
const numbered = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

const textOf = (lines: readonly OutputLine[]): string => lines.map(({ text }) => text).join('\n');
const tail = (segments: readonly OutputSegment[], maxChars: number, maxLines: number): string =>
  textOf(tailOf(segments, { maxChars, maxLines }));
const excerpt = (segments: readonly OutputSegment[], maxChars: number, maxLines: number) => {
  const { head, leftOut, tail: end } = excerptOf(segments, { maxChars, maxLines });
  return [textOf(head), leftOut, textOf(end)];
};

describe('tailOf', () => {
  test('everything, when it fits', () => {
    expect(tail([out('a\n'), err('b\n')], 3, 2)).toBe('a\nb');
  });

  test('the last lines by number and by characters', () => {
    expect(tail([out(numbered(9))], 100, 2)).toBe('line 8\nline 9');
    expect(tail([out(numbered(9))], 12, 5)).toBe('line 9');
  });

  test('the end of a last line that is too long, in whole characters', () => {
    expect(tail([out('a\nxxx👩yy')], 3, 5)).toBe('yy');
  });

  test('of nothing', () => {
    expect(tailOf([], { maxChars: 3, maxLines: 5 })).toEqual([]);
  });

  test('lines that came in pieces are whole', () => {
    expect(tail([out('long '), err('e\n'), out('line\n')], 99, 9)).toBe('e\nlong line');
  });
});

describe('excerptOf', () => {
  test('everything, when it fits', () => {
    expect(excerpt([out(numbered(3))], 100, 3)).toEqual(['line 1\nline 2\nline 3', undefined, '']);
  });

  test('the first and the last lines, and how many are between', () => {
    expect(excerpt([out(numbered(127))], 1_000, 7)).toEqual([
      'line 1\nline 2',
      '120 lines',
      'line 123\nline 124\nline 125\nline 126\nline 127',
    ]);
    expect(excerpt([out(numbered(1_206))], 1_000, 2)).toEqual(['line 1', '1,204 lines', 'line 1206']);
    expect(excerpt([out(numbered(3))], 1_000, 2)).toEqual(['line 1', '1 line', 'line 3']);
  });

  test('one line that is too long', () => {
    expect(excerpt([out(`${'a'.repeat(100)}${'b'.repeat(100)}\n`)], 31, 10)).toEqual([
      'a'.repeat(10),
      '170 characters',
      'b'.repeat(20),
    ]);
  });

  test('keeps of each line which stream it is of', () => {
    const { head, tail: end } = excerptOf([out('a\nb\n'), err('c\nd\n')], { maxChars: 99, maxLines: 3 });
    expect([...head, ...end].map(({ stream, text }) => `${stream} ${text}`)).toEqual([
      'out a',
      'err c',
      'err d',
    ]);
  });

  test('has nothing of a stream that is not text, and all of the other', () => {
    const output = [out('text first\n'), { ...out('JFIF\n'), binary: true as const }, err('done\n')];
    expect(excerpt(output, 99, 9)).toEqual(['done', undefined, '']);
    expect(tail(output, 99, 9)).toBe('done');
  });

  test('never more than asked for, and its numbers are right', () => {
    const line = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ minLength: 80, maxLength: 300 }));
    fc.assert(
      fc.property(fc.array(line), fc.nat(400), fc.nat(20), (parts, maxChars, maxLines) => {
        const lines = parts.map((part) => part.replaceAll(/[\n\t]/g, ' '));
        const segments = [out(lines.map((each) => `${each}\n`).join(''))];
        const { head, leftOut, tail: end } = excerptOf(segments, { maxChars, maxLines });
        const shown = [...head, ...end];
        expect(textOf(shown).length).toBeLessThanOrEqual(maxChars);
        expect(shown.length).toBeLessThanOrEqual(Math.max(1, maxLines));
        const left = /^([\d,]+) lines?$/.exec(leftOut ?? '')?.[1]?.replaceAll(',', '') ?? '0';
        expect(shown.length + Number(left)).toBeGreaterThanOrEqual(lines.length);
        expect(lines.join('\n').endsWith(textOf(end))).toBe(true);
        const last = tail(segments, maxChars, maxLines);
        expect(last.length).toBeLessThanOrEqual(maxChars);
        expect(lines.join('\n').endsWith(last)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('tables', () => {
  test('stand as on a terminal, with tabs and wide characters', () => {
    const table = 'Proto\tLocal\n漢字\tb\ne\u0301t\tc\n';
    expect(excerpt([out(table)], 999, 9)[0]).toBe('Proto   Local\n漢字    b\ne\u0301t      c');
  });

  test('keep lines of more than 80 columns whole, and their tabs in the file', () => {
    const row = `${'x'.repeat(90)}\t${'y'.repeat(90)}`;
    expect(excerpt([out(`${row}\n`)], 999, 9)[0]).toBe(`${'x'.repeat(90)}      ${'y'.repeat(90)}`);
    expect(asFile([out(`${row}\n`)])).toBe(`${row}\n`);
  });

  test('a line of a million tabs does not grow', () => {
    expect(tail([out(`${'\t'.repeat(1_000_000)}\n`)], 100, 9)).toBe('\t'.repeat(100));
  });
});

describe('asFile', () => {
  test('marks stderr only when there are both', () => {
    expect(asFile([out('a\n'), err('b\n'), out('c')])).toBe('a\nstderr | b\nc');
    expect(asFile([err('a\nb\n')])).toBe('a\nb\n');
    expect(asFile([out('a\n\nb')])).toBe('a\n\nb');
    expect(asFile([])).toBe('');
  });

  test('says above the readable text of what is not text that it is only that', () => {
    expect(asFile([{ ...out('JFIF\nAdobe\n'), binary: true }])).toMatch(
      /^Not all of this output is text\.[^\n]+\n\nJFIF\nAdobe\n$/,
    );
  });

  test('a mark never lands inside a line', () => {
    expect(asFile([out('be'), err('oops\n'), out('gin\n')])).toBe('stderr | oops\nbegin\n');
  });
});
