import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LogPosition } from '../../../src/domain/container/log-position.ts';
import { LogCursor } from '../../../src/kubernetes/following/log-cursor.ts';
import { secondOf } from '../../../src/kubernetes/following/log-time.ts';

const T1 = '2026-11-22T07:45:59.100000000Z';
const T2 = '2026-11-22T07:45:59.200000000Z';
const T3 = '2026-11-22T07:46:01.000000000Z';

function told(lines: ReturnType<LogCursor['read']>) {
  return lines.map(({ text, position, again }) => ({ text: text.toString('utf8'), position, again }));
}

const read = (cursor: LogCursor, text: string) => told(cursor.read(Buffer.from(text)));

describe('a log cursor', () => {
  test('gives lines that came together as one, with the place after them', () => {
    const cursor = new LogCursor();
    expect(cursor.position).toBeUndefined();
    expect(read(cursor, `${T1} one\n${T1} two\r\n${T2} \n${T3} ha`)).toEqual([
      { text: 'one\ntwo\r\n\n', position: { time: T2, lines: 1 }, again: false },
    ]);
    expect(read(cursor, 'lf\n')).toEqual([
      { text: 'half\n', position: { time: T3, lines: 1 }, again: false },
    ]);
  });

  test('counts the lines of one time', () => {
    const cursor = new LogCursor();
    expect(read(cursor, `${T1} a\n${T1} b\n`)[0]?.position).toEqual({ time: T1, lines: 2 });
    expect(read(cursor, `${T1} c\n`)[0]?.position).toEqual({ time: T1, lines: 3 });
  });

  test('leaves out what it gave when the same second comes again over another connection', () => {
    const cursor = new LogCursor();
    read(cursor, `${T1} a\n${T2} b\n${T2} c\n${T2} hal`);
    cursor.beginAgain();
    expect(read(cursor, `${T1} a\n${T2} b\n${T2} c\n${T2} half\n${T3} e\n`)).toEqual([
      { text: 'half\ne\n', position: { time: T3, lines: 1 }, again: false },
    ]);
  });

  test('goes on with the first later line where its place was rotated away', () => {
    const cursor = new LogCursor();
    read(cursor, `${T1} a\n`);
    cursor.beginAgain();
    expect(read(cursor, `${T2} b\n`)).toMatchObject([{ text: 'b\n' }]);
  });

  test('marks what an earlier reader got', () => {
    const cursor = new LogCursor({ time: T2, lines: 1 });
    expect(read(cursor, `${T1} a\n${T2} b\n${T2} c\n`)).toEqual([
      { text: 'a\nb\n', position: { time: T2, lines: 1 }, again: true },
      { text: 'c\n', position: { time: T2, lines: 2 }, again: false },
    ]);
  });

  test('marks it also when the connection breaks meanwhile', () => {
    const cursor = new LogCursor({ time: T2, lines: 2 });
    read(cursor, `${T1} a\n`);
    cursor.beginAgain();
    expect(read(cursor, `${T1} a\n${T2} b\n${T2} c\n${T2} d\n`)).toMatchObject([
      { text: 'b\nc\n', again: true },
      { text: 'd\n', again: false },
    ]);
  });

  test('gives a last line without its newline only when the log is over', () => {
    const cursor = new LogCursor();
    expect(read(cursor, `${T1} a\n${T2} last`)).toMatchObject([{ text: 'a\n' }]);
    expect(told(cursor.finish())).toEqual([{ text: 'last', position: { time: T2, lines: 1 }, again: false }]);
    expect(cursor.finish()).toEqual([]);
  });

  test('leaves out what the node says of its own', () => {
    const cursor = new LogCursor();
    expect(read(cursor, 'unable to retrieve container logs for containerd://c69\n')).toEqual([]);
    expect(cursor.finish()).toEqual([]);
    expect(cursor.position).toBeUndefined();
  });

  test('gives lines in portions of 16 KiB, and a longer line by itself', () => {
    const cursor = new LogCursor();
    const short = 'x'.repeat(5000);
    const long = 'y'.repeat(40_000);
    const given = read(cursor, [short, short, short, short, long].map((text) => `${T1} ${text}\n`).join(''));
    expect(given.map(({ text }) => text.length)).toEqual([15_003, 5001, 40_001]);
    expect(given.map(({ position }) => position.lines)).toEqual([3, 4, 5]);
  });

  test('gives a line without an end in pieces, and goes on in the middle of it', () => {
    const line = 'z'.repeat(1024 * 1024);
    const cursor = new LogCursor();
    read(cursor, `${T1} a\n`);
    const [piece] = read(cursor, `${T2} ${line}`);
    expect(piece?.position).toEqual({ time: T2, lines: 0, bytes: line.length });
    cursor.beginAgain();
    expect(read(cursor, `${T1} a\n${T2} ${line}zz\n${T2} b\n`)).toEqual([
      { text: 'zz\nb\n', position: { time: T2, lines: 2 }, again: false },
    ]);
    const successor = new LogCursor(piece?.position);
    const given = read(successor, `${T1} a\n${T2} ${line}zz\n`);
    expect(given.filter(({ again }) => again).reduce((sum, { text }) => sum + text.length, 0)).toBe(
      2 + line.length,
    );
    expect(given.filter(({ again }) => !again)).toMatchObject([
      { text: 'zz\n', position: { time: T2, lines: 1 } },
    ]);
  });

  test('loses and repeats nothing, wherever connections break and readers change', () => {
    const lines = fc.array(
      fc.record({ gap: fc.nat({ max: 3 }), text: fc.stringMatching(/^[a-z\r]{0,4}$/) }),
      {
        minLength: 1,
      },
    );
    const breaks = fc.array(
      fc.record({ at: fc.nat({ max: 400 }), chunk: fc.integer({ min: 1, max: 90 }), fresh: fc.boolean() }),
    );
    fc.assert(
      fc.property(lines, breaks, (texts, cuts) => {
        let halves = 0;
        const log = texts.map(({ gap, text }) => {
          halves += gap; // Half seconds, so that times, and seconds, are shared.
          return { time: new Date(Date.UTC(2026, 0, 1) + halves * 500).toISOString(), text };
        });
        let given = '';
        let position: LogPosition | undefined;
        let cursor = new LogCursor();
        for (const { at, chunk, fresh } of [
          ...cuts,
          { at: Number.POSITIVE_INFINITY, chunk: 50, fresh: false },
        ]) {
          let since = position && !fresh ? secondOf(position.time) : '';
          if (fresh) cursor = new LogCursor(position);
          else cursor.beginAgain();
          if (cursor.position === undefined) since = '';
          const bytes = Buffer.from(
            log
              .filter(({ time }) => time >= since.replace('Z', '.000Z'))
              .map(({ time, text }) => `${time} ${text}\n`)
              .join(''),
          );
          for (let from = 0; from < Math.min(bytes.length, at); from += chunk) {
            for (const each of cursor.read(bytes.subarray(from, Math.min(from + chunk, at)))) {
              if (each.again) continue;
              given += each.text.toString();
              ({ position } = each);
            }
          }
        }
        expect(given).toBe(log.map(({ text }) => `${text}\n`).join(''));
      }),
    );
  });
});
