import { describe, expect, test } from '@jest/globals';
import { createOutputPipeline } from '../../src/transcript/output-pipeline.ts';
import { pipe, redactor } from './piping.ts';
import * as secrets from './secrets.ts';

describe('private keys over several lines', () => {
  test('are masked as one, from BEGIN to END', async () => {
    const { out, summary } = await pipe([['out', `a\nkey: ${secrets.privateKey(50)}\nb\n`]]);
    expect(out).toBe('a\nkey: [redacted: private key]\nb\n');
    expect(summary.redactions).toBe(1);
  });

  test('without END: 64 lines, or 16 KB', async () => {
    const lines = Array.from({ length: 70 }, (_, index) => `line ${index + 1}\n`).join('');
    expect((await pipe([['out', `${secrets.keyBegin}\n${lines}`]])).out).toBe(
      '[redacted: private key]\nline 65\nline 66\nline 67\nline 68\nline 69\nline 70\n',
    );
    const long = `${'words '.repeat(1_000)}\n`;
    expect((await pipe([['out', `${secrets.keyBegin}\n${long.repeat(4)}`]])).out).toBe(
      `[redacted: private key]\n${long}`,
    );
    expect((await pipe([['out', `${secrets.keyBegin}\n${secrets.keyLine}`]])).out).toBe(
      '[redacted: private key]\n',
    );
  });

  test('a key of more than 64 lines is masked to its end all the same', async () => {
    expect((await pipe([['out', `${secrets.privateKey(110)}\nafter\n`]])).out).toBe(
      '[redacted: private key]\nafter\n',
    );
  });

  test('of one stream do not touch the other', async () => {
    const { out, err } = await pipe([
      ['out', `${secrets.keyBegin}\n`],
      ['err', 'progress\n'],
      ['out', `${secrets.keyLine}\n${secrets.keyEnd}\n`],
    ]);
    expect({ out, err }).toEqual({ out: '[redacted: private key]\n', err: 'progress\n' });
  });
});

describe('long lines', () => {
  test('are released before they end', async () => {
    const seen: string[] = [];
    const pipeline = createOutputPipeline({
      redactor,
      limitBytes: 1_000_000,
      onSegments: async (segments) => void seen.push(...segments.map((segment) => segment.text)),
    });
    await pipeline.write('out', Buffer.from('x'.repeat(40_000)));
    expect(seen.join('')).toBe('x'.repeat(32_768).slice(0, 16_384));
    await pipeline.write('out', Buffer.from('x'.repeat(10)));
    await pipeline.end();
    expect(seen.join('')).toBe('x'.repeat(40_010));
  });

  test.each([
    ['a token', '', secrets.githubToken],
    ['a token that is shown by its name', 'AWS_SECRET_ACCESS_KEY=', secrets.awsSecretKey],
    ['a known secret', '', secrets.botSecret],
  ])('%s across the cut is masked wherever it lies', async (_name, before, secret) => {
    for (let offset = 16_384 - before.length - secret.length - 1; offset <= 16_385; offset += 1) {
      const line = `${'- '.repeat(offset).slice(0, offset)}${before}${secret}${' -'.repeat(10_000)}`;
      const { out, summary } = await pipe([['out', line]]);
      expect(out).toBe((await redactor.redact(line)).text);
      expect(summary.redactions).toBe(1);
    }
  });

  test('a private key on one long line', async () => {
    const line = `${'a '.repeat(8_150)}${secrets.privateKey(80).replaceAll('\n', '\\n')}${' b'.repeat(20_000)}`;
    const { out } = await pipe([['out', line]]);
    expect(out).toBe(`${'a '.repeat(8_150)}[redacted: private key]${' b'.repeat(20_000)}`);
  });
});
