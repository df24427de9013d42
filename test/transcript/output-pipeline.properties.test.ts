import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { pipe, split } from './piping.ts';
import * as secrets from './secrets.ts';

const allSecrets = [
  secrets.awsSecretKey,
  secrets.awsKeyId,
  secrets.githubToken,
  secrets.slackBotToken,
  secrets.slackAppToken,
  secrets.webToken,
  secrets.botSecret,
  secrets.keyLine,
];

const filler = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '\n',
    '\r\n',
    '\r',
    '\t',
    '\x1b[31m',
    '\x1b]0;t\x07',
    '\x1b]0;',
    '\u009b1m',
    '\u202e',
    '\0',
    ' ',
  ),
  fc.constantFrom('x'.repeat(9_000), 'word '.repeat(4_000), '漢'.repeat(17_000)),
);

const secretText = fc.constantFrom(
  ` AWS_SECRET_ACCESS_KEY=${secrets.awsSecretKey} `,
  ` ${secrets.awsKeyId} `,
  ` ${secrets.githubToken}\n`,
  ` \x1b[1m${secrets.slackBotToken}\x1b[0m `,
  ` "${secrets.slackAppToken}" `,
  ` ${secrets.webToken} `,
  ` ${secrets.botSecret} `,
  `\n${secrets.privateKey(20)}\n`,
);

const bytes = fc
  .array(fc.oneof({ arbitrary: filler, weight: 3 }, { arbitrary: secretText, weight: 1 }), { maxLength: 15 })
  .map((parts) => Buffer.from(parts.join('')));
const places = fc.array(fc.nat(60_000), { maxLength: 40 });

test('any split of the bytes gives the same text and the same summary', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        bytes,
        fc.uint8Array().map((raw) => Buffer.from(raw)),
      ),
      places,
      async (raw, at) => {
        const whole = await pipe([['out', raw]]);
        const parts = await pipe(split(raw, at).map((chunk) => ['out', chunk] as const));
        expect(parts.out).toBe(whole.out);
        expect(parts.summary).toEqual(whole.summary);
        expect(whole.summary.bytes).toBe(Buffer.byteLength(whole.out));
      },
    ),
    { numRuns: 150 },
  );
});

test('the streams do not change each other, however their chunks are mixed', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, bytes, places, fc.infiniteStream(fc.boolean()), async (out, err, at, turns) => {
      const queues = { out: split(out, at), err: split(err, at) };
      const chunks: (readonly ['out' | 'err', Buffer])[] = [];
      for (const turn of turns) {
        const stream = turn ? 'out' : 'err';
        const chunk = queues[stream].shift();
        if (chunk !== undefined) chunks.push([stream, chunk]);
        if (queues.out.length + queues.err.length === 0) break;
      }
      const mixed = await pipe(chunks);
      expect(mixed.out).toBe((await pipe([['out', out]])).out);
      expect(mixed.err).toBe((await pipe([['err', err]])).err);
    }),
    { numRuns: 60 },
  );
});

test('no secret, and no end of one, is in any segment', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, places, async (raw, at) => {
      const { batches } = await pipe(split(raw, at).map((chunk) => ['out', chunk] as const));
      const shown = batches
        .flat()
        .map((segment) => segment.text)
        .join('');
      for (const secret of allSecrets) {
        expect(shown).not.toContain(secret.slice(0, 16));
        expect(shown).not.toContain(secret.slice(-16));
      }
    }),
    { numRuns: 150 },
  );
});

test('a limit keeps a beginning, and all bytes are accounted for', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, places, fc.nat(50_000), async (raw, at, limit) => {
      const whole = await pipe([['out', raw]]);
      const cut = await pipe(
        split(raw, at).map((chunk) => ['out', chunk] as const),
        limit,
      );
      expect(whole.out.startsWith(cut.out)).toBe(true);
      expect(cut.summary.bytes).toBeLessThanOrEqual(limit);
      expect(cut.summary.cutBytes > 0).toBe(cut.out !== whole.out);
    }),
    { numRuns: 80 },
  );
});
