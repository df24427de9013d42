import { describe, expect, test } from '@jest/globals';
import { createOutputPipeline } from '../../src/transcript/output-pipeline.ts';
import type { OutputSegment } from '../../src/transcript/segment.ts';
import { pipe, redactor } from './piping.ts';
import * as secrets from './secrets.ts';

describe('text', () => {
  test('characters split across chunks, and bytes that are none', async () => {
    const bytes = Buffer.from('ñ漢👩\n');
    const { out } = await pipe([...bytes].map((byte) => ['out', Buffer.from([byte])] as const));
    expect(out).toBe('ñ漢👩\n');
    expect((await pipe([['out', Buffer.from([0x61, 0xff, 0x62, 0xe6, 0xbc])]])).out).toBe('a\ufffdb\ufffd');
  });

  test('the streams keep their own half characters, sequences and lines', async () => {
    const { out, err } = await pipe([
      ['out', Buffer.from([0xc3])],
      ['err', 'e\x1b['],
      ['out', Buffer.from([0xb1])],
      ['err', '31mr\r'],
      ['out', '\x1b[0m.\n'],
      ['err', '\nr'],
    ]);
    expect({ out, err }).toEqual({ out: 'ñ.\n', err: 'er\nr' });
  });

  test.each(['\0', '\x01', '\x1b[20G', '\r'])(
    '%j between a secret and its neighbour does not hide it',
    async (between) => {
      const raw = `TOKEN=${secrets.githubToken}${between}NEXT=1\n`;
      expect((await pipe([['out', raw]])).out).toMatch(/^TOKEN=\[redacted: GitHub token\][\n ]NEXT=1\n$/);
    },
  );

  test('escapes cannot hide a secret', async () => {
    const token = secrets.githubToken;
    const hidden = `${token.slice(0, 9)}\x1b[0m${token.slice(9, 12)}\u202e${token.slice(12)}`;
    expect((await pipe([['out', `${hidden}\n`]])).out).toBe('[redacted: GitHub token]\n');
  });
});

describe('order and batches', () => {
  test('lines come in the order in which they were complete', async () => {
    const { batches } = await pipe([
      ['out', 'first, '],
      ['err', 'error\n'],
      ['out', 'second\nthird'],
      ['err', 'error 2'],
    ]);
    expect(batches).toEqual([
      [{ stream: 'err', text: 'error\n' }],
      [{ stream: 'out', text: 'first, second\n' }],
      [
        { stream: 'out', text: 'third' },
        { stream: 'err', text: 'error 2' },
      ],
    ]);
  });

  test('a complete line is handed on before the write resolves', async () => {
    const seen: (readonly OutputSegment[])[] = [];
    const pipeline = createOutputPipeline({
      redactor,
      limitBytes: 100,
      onSegments: async (segments) => void seen.push(segments),
    });
    await pipeline.write('out', Buffer.from('one\ntw'));
    expect(seen).toEqual([[{ stream: 'out', text: 'one\n' }]]);
    await pipeline.end();
  });

  test('what comes in during a call goes on together, never during the call', async () => {
    const seen: (readonly OutputSegment[])[] = [];
    const gate = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    let running = 0;
    const pipeline = createOutputPipeline({
      redactor,
      limitBytes: 1_000,
      async onSegments(segments) {
        running += 1;
        expect(running).toBe(1);
        seen.push(segments);
        entered.resolve();
        await gate.promise;
        running -= 1;
      },
    });
    const writes = [pipeline.write('out', Buffer.from('1\n'))];
    await entered.promise;
    for (const text of ['2\n', '3\n', '4\n']) writes.push(pipeline.write('out', Buffer.from(text)));
    gate.resolve();
    await Promise.all(writes);
    expect(seen.flat().map((segment) => segment.text)).toEqual(['1\n', '2\n3\n4\n']);
    await pipeline.end();
  });

  test('large output comes in batches and leaves others their turns', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const text = 'a line of ordinary output\n'.repeat(80_000);
    const { out, batches } = await pipe([['out', text]]);
    clearInterval(timer);
    expect(out).toBe(text);
    expect(batches.length).toBeGreaterThan(30);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('the limit', () => {
  test('counts clean bytes of both streams and cuts between characters', async () => {
    const { out, err, summary } = await pipe(
      [
        ['out', 'ab\x1b[0mc\n'],
        ['err', 'ññ\n'],
        ['out', 'rest\n'],
      ],
      7,
    );
    expect({ out, err }).toEqual({ out: 'abc\n', err: 'ñ' });
    expect(summary).toEqual({ bytes: 6, cutBytes: 3 + 5, redactions: 0 });
  });

  test('what fits exactly is not cut', async () => {
    expect((await pipe([['out', 'abc\n']], 4)).summary).toEqual({ bytes: 4, cutBytes: 0, redactions: 0 });
  });

  test('counts lines that were not complete when it was reached', async () => {
    const { summary } = await pipe(
      [
        ['err', 'half'],
        ['out', 'abcdef\nghi'],
        ['out', 'j\n'],
      ],
      5,
    );
    expect(summary).toEqual({ bytes: 5, cutBytes: 4 + 2 + 3 + 2, redactions: 0 });
  });

  test('what is cut is neither redacted nor counted as such', async () => {
    let redacted = 0;
    const pipeline = createOutputPipeline({
      redactor: {
        ...redactor,
        async redactLines(lines) {
          redacted += lines.length;
          return redactor.redactLines(lines);
        },
      },
      limitBytes: 3,
      onSegments: () => Promise.resolve(),
    });
    await pipeline.write('out', Buffer.from('abc\n'));
    for (let index = 0; index < 5; index += 1)
      await pipeline.write('out', Buffer.from(`${secrets.githubToken}\n`));
    expect(await pipeline.end()).toEqual({ bytes: 3, cutBytes: 1 + 5 * 41, redactions: 0 });
    expect(redacted).toBe(1);
  });

  test('a limit of nothing keeps nothing', async () => {
    expect(await pipe([['out', 'abc\n']], 0)).toMatchObject({
      batches: [],
      summary: { bytes: 0, cutBytes: 4 },
    });
  });
});

describe('failures', () => {
  test('a rejected onSegments rejects the write and everything after', async () => {
    let calls = 0;
    const pipeline = createOutputPipeline({
      redactor,
      limitBytes: 100,
      onSegments() {
        calls += 1;
        return Promise.reject(new Error('journal is away'));
      },
    });
    await expect(pipeline.write('out', Buffer.from('a\n'))).rejects.toThrow('journal is away');
    await expect(pipeline.write('out', Buffer.from('b\n'))).rejects.toThrow('journal is away');
    await expect(pipeline.end()).rejects.toThrow('journal is away');
    expect(calls).toBe(1);
  });

  test('what could not be redacted is not handed on', async () => {
    const seen: unknown[] = [];
    const pipeline = createOutputPipeline({
      redactor: { ...redactor, redactLines: () => Promise.reject(new Error('broken rule')) },
      limitBytes: 100,
      onSegments: async (segments) => void seen.push(segments),
    });
    await pipeline.write('out', Buffer.from('a'));
    await expect(pipeline.end()).rejects.toThrow('broken rule');
    expect(seen).toEqual([]);
  });

  test('nothing can be written after the end, and the end is told again', async () => {
    const pipeline = createOutputPipeline({ redactor, limitBytes: 100, onSegments: () => Promise.resolve() });
    const summary = await pipeline.end();
    expect(summary).toEqual({ bytes: 0, cutBytes: 0, redactions: 0 });
    expect(await pipeline.end()).toEqual(summary);
    await expect(pipeline.write('out', Buffer.from('a'))).rejects.toMatchObject({ code: 'output-ended' });
  });
});
