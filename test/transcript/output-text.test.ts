import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { asFile, headAndTail, tailOf } from '../../src/transcript/output-text.ts';
import type { OutputSegment } from '../../src/transcript/segment.ts';

const out = (text: string): OutputSegment => ({ stream: 'out', text });
const err = (text: string): OutputSegment => ({ stream: 'err', text });
const numbered = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

describe('tailOf', () => {
  test('everything, when it fits', () => {
    expect(tailOf([out('a\n'), err('b\n')], { maxChars: 3, maxLines: 2 })).toEqual({
      text: 'a\nb',
      leftOut: { lines: 0, chars: 0 },
    });
  });

  test('the last lines by number and by characters', () => {
    expect(tailOf([out(numbered(9))], { maxChars: 100, maxLines: 2 })).toEqual({
      text: 'line 8\nline 9',
      leftOut: { lines: 7, chars: 49 },
    });
    expect(tailOf([out(numbered(9))], { maxChars: 12, maxLines: 5 }).text).toBe('line 9');
  });

  test('the end of a last line that is too long, in whole characters', () => {
    expect(tailOf([out('a\nxxx👩yy')], { maxChars: 3, maxLines: 5 })).toEqual({
      text: 'yy',
      leftOut: { lines: 1, chars: 7 },
    });
  });

  test('of nothing', () => {
    expect(tailOf([], { maxChars: 3, maxLines: 5 })).toEqual({ text: '', leftOut: { lines: 0, chars: 0 } });
  });

  test('lines that came in pieces are whole', () => {
    expect(tailOf([out('long '), err('e\n'), out('line\n')], { maxChars: 99, maxLines: 9 }).text).toBe(
      'e\nlong line',
    );
  });
});

describe('headAndTail', () => {
  test('everything, when it fits', () => {
    expect(headAndTail([out(numbered(3))], 100, 3)).toBe('line 1\nline 2\nline 3');
  });

  test('the first and the last lines', () => {
    expect(headAndTail([out(numbered(127))], 1_000, 8)).toBe(
      'line 1\nline 2\n… 120 lines left out …\nline 123\nline 124\nline 125\nline 126\nline 127',
    );
    expect(headAndTail([out(numbered(4))], 1_000, 3)).toBe('line 1\n… 2 lines left out …\nline 4');
  });

  test('one line that is too long', () => {
    expect(headAndTail([out(`${'a'.repeat(100)}${'b'.repeat(100)}\n`)], 78, 10)).toBe(
      `${'a'.repeat(10)}\n… 170 characters left out …\n${'b'.repeat(20)}`,
    );
  });

  test('never more than asked for, and its numbers are right', () => {
    const line = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ minLength: 80, maxLength: 300 }));
    fc.assert(
      fc.property(fc.array(line), fc.nat(400), fc.nat(20), (parts, maxChars, maxLines) => {
        const lines = parts.map((part) => part.replaceAll('\n', ' '));
        const segments = [out(lines.map((each) => `${each}\n`).join(''))];
        const text = headAndTail(segments, maxChars, maxLines);
        expect(text.length).toBeLessThanOrEqual(maxChars);
        const shown = text === '' ? [] : text.split('\n');
        expect(shown.length).toBeLessThanOrEqual(maxLines);
        const mark = /^… (\d+) lines? left out …$/m.exec(text);
        const accounted = mark === null ? lines.length : shown.length - 1 + Number(mark[1]);
        expect(accounted).toBe(lines.length);
        const tail = tailOf(segments, { maxChars, maxLines });
        expect(tail.text.length).toBeLessThanOrEqual(maxChars);
        expect(lines.join('\n').endsWith(tail.text)).toBe(true);
        expect(tail.leftOut.chars).toBe(lines.join('\n').length - tail.text.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('asFile', () => {
  test('marks stderr only when there are both', () => {
    expect(asFile([out('a\n'), err('b\n'), out('c')])).toBe('a\nstderr | b\nc');
    expect(asFile([err('a\nb\n')])).toBe('a\nb\n');
    expect(asFile([out('a\n\nb')])).toBe('a\n\nb');
    expect(asFile([])).toBe('');
  });

  test('a mark never lands inside a line', () => {
    expect(asFile([out('be'), err('oops\n'), out('gin\n')])).toBe('stderr | oops\nbegin\n');
  });
});
