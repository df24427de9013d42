import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/kubernetes/following/line-splitter.ts';

function texts(splitter: LineSplitter, chunk: string | Buffer): string[] {
  return splitter
    .push(Buffer.from(chunk))
    .map(({ bytes, whole }) => `${whole ? '' : '…'}${bytes.toString('utf8')}`);
}

describe('a line splitter', () => {
  test('gives whole lines and keeps the rest', () => {
    const splitter = new LineSplitter(100);
    expect(texts(splitter, 'one\ntwo\nth')).toEqual(['one\n', 'two\n']);
    expect(texts(splitter, 'ree\n\n')).toEqual(['three\n', '\n']);
    expect(texts(splitter, 'rest')).toEqual([]);
    expect(splitter.rest().toString()).toBe('rest');
    expect(splitter.rest().toString()).toBe('');
  });

  test('joins a character that was cut in two, and takes a carriage return for no end', () => {
    const splitter = new LineSplitter(100);
    const bytes = Buffer.from('10%\r20% ü\n');
    const cut = bytes.indexOf(0xc3) + 1;
    expect(texts(splitter, bytes.subarray(0, cut))).toEqual([]);
    expect(texts(splitter, bytes.subarray(cut))).toEqual(['10%\r20% ü\n']);
  });

  test('gives a line that is longer than it may hold in pieces', () => {
    const splitter = new LineSplitter(4);
    expect(texts(splitter, 'abc')).toEqual([]);
    expect(texts(splitter, 'def')).toEqual(['…abcdef']);
    expect(texts(splitter, 'gh\ni')).toEqual(['gh\n']);
  });

  test('loses nothing, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 20 }), (chunks, longest) => {
        const splitter = new LineSplitter(longest);
        const lines = chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)));
        const all = Buffer.concat([...lines.map(({ bytes }) => bytes), splitter.rest()]);
        expect(all.toString()).toBe(Buffer.from(chunks.join('')).toString());
        for (const { bytes, whole } of lines) expect(bytes.indexOf(10)).toBe(whole ? bytes.length - 1 : -1);
      }),
    );
  });
});
