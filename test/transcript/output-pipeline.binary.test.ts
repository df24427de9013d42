import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { pipe, split } from './piping.ts';
import { awsSecretKey, githubToken } from './secrets.ts';

/** The beginning of an executable: a header, tables of small numbers, and names. */
const EXECUTABLE = Buffer.concat([
  Buffer.from('7f454c4602010100000000000000000003003e0001000000a0060000000000004000', 'hex'),
  Buffer.from(Array.from({ length: 2_000 }, (_each, index) => (index * 7) % 32)),
  Buffer.from('\0libc.so.6\0malloc\0free\0__stack_chk_fail\0'),
  Buffer.from(Array.from({ length: 20_000 }, (_each, index) => (index * 131) % 256)),
]);
const ARCHIVE = gzipSync(
  Buffer.from(Array.from({ length: 9_000 }, (_each, index) => `${index * index}`).join()),
);

/** What is flagged as the readable text of what is not text. */
const binaryOf = ({ batches }: Awaited<ReturnType<typeof pipe>>): string =>
  batches
    .flat()
    .filter(({ binary }) => binary)
    .map(({ text }) => text)
    .join('');

describe('what is not text', () => {
  test('an executable is recognized, and what can be read in it is kept', async () => {
    const piped = await pipe([['out', EXECUTABLE]]);
    expect(piped.summary.binaryBytes).toBe(EXECUTABLE.length);
    expect(binaryOf(piped)).toContain('libc.so.6\nmalloc\nfree\n__stack_chk_fail\n');
    expect(binaryOf(piped)).not.toMatch(/[[\p{C}\uFFFD]--\n]/v);
  });

  test.each([
    ['an archive', ARCHIVE],
    [
      'UTF-16, in which no secret would be found',
      Buffer.from(`password ${awsSecretKey}`.repeat(9), 'utf16le'),
    ],
  ])('%s is recognized', async (_what, raw) => {
    const piped = await pipe([['out', raw]]);
    expect(piped.summary.binaryBytes).toBe(raw.length);
    expect(piped.out.length).toBeLessThan(raw.length / 4);
  });

  test('has its secrets masked where they can be read', async () => {
    const piped = await pipe([
      ['out', Buffer.concat([EXECUTABLE, Buffer.from(`\0\x01${githubToken}\x02\0`)])],
    ]);
    expect(piped.out).not.toContain(githubToken.slice(0, 16));
    expect(piped.summary.redactions).toBe(1);
  });

  test('is of one stream: the other is text as ever', async () => {
    const piped = await pipe([
      ['err', 'curl: saved\n'],
      ['out', ARCHIVE],
      ['err', 'done\n'],
    ]);
    expect(piped.err).toBe('curl: saved\ndone\n');
    expect(piped.batches.flat().filter(({ stream, binary }) => stream === 'err' && binary)).toEqual([]);
    expect(piped.summary.binaryBytes).toBe(ARCHIVE.length);
  });

  test('is the same however it arrives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(30_000), { maxLength: 30 }), async (places) => {
        const whole = await pipe([['out', EXECUTABLE]]);
        const parts = await pipe(split(EXECUTABLE, places).map((chunk) => ['out', chunk] as const));
        expect(parts.out).toBe(whole.out);
        expect(parts.summary).toEqual(whole.summary);
      }),
      { numRuns: 30 },
    );
  });
});

describe('what is text all the same', () => {
  test.each([
    ['an environment', 'PATH=/usr/bin:/bin\0HOME=/root\0LANG=C.UTF-8\0'.repeat(20)],
    ['an environment that its process zeroed', `nginx: master process${'\0'.repeat(3_000)}`],
    ['names with NULs between', './a.txt\0./src/main.c\0./b.txt\0'.repeat(30)],
    ['colours and progress', '\x1b[31mred\x1b[0m 10%\r20%\r\x07'.repeat(50)],
    [
      'text in Latin-1',
      Buffer.from('le café est fermé, désolé. Nous rouvrirons demain matin\n'.repeat(9), 'latin1'),
    ],
    ['Chinese', '漢字仮名交じり文\n'.repeat(99)],
    ['a few odd bytes', Buffer.from([0xff, 0xfe, 0x01, 0x02, 0x03, 0x61, 0x62])],
  ])('%s', async (_what, raw) => {
    const piped = await pipe([['out', raw]]);
    expect(piped.summary.binaryBytes).toBeUndefined();
    expect(binaryOf(piped)).toBe('');
    expect(piped.out).not.toBe('');
  });

  test('what comes after the first 8 Ki characters changes nothing', async () => {
    const raw = Buffer.concat([Buffer.from('a line of text\n'.repeat(600)), ARCHIVE]);
    expect((await pipe([['out', raw]])).summary.binaryBytes).toBeUndefined();
  });
});
