import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { OutputSummary } from '../../src/domain/request/request.ts';
import { createOutputPipeline, type OutputState } from '../../src/transcript/output-pipeline.ts';
import { redactor } from './piping.ts';
import { githubToken, keyEnd, keyLine, privateKey } from './secrets.ts';

const NEWLINE = 0x0a;

interface Taken {
  readonly text: string;
  readonly summary: OutputSummary;
}

/** Sends chunks of whole lines through one pipeline. */
async function atOnce(chunks: readonly Buffer[], limitBytes: number): Promise<Taken> {
  let text = '';
  const pipeline = createOutputPipeline({
    redactor,
    limitBytes,
    onSegments: async (segments) => void (text += segments.map((segment) => segment.text).join('')),
  });
  for (const chunk of chunks) await pipeline.write('out', chunk);
  return { text, summary: await pipeline.end() };
}

/** Sends each of them through a pipeline of its own that knows nothing but what the last one left it. */
async function relay(chunks: readonly Buffer[], limitBytes: number): Promise<Taken> {
  let text = '';
  let state: OutputState | undefined;
  for (const chunk of [...chunks, undefined]) {
    const pipeline = createOutputPipeline({
      redactor,
      limitBytes,
      ...(state && { before: JSON.parse(JSON.stringify(state)) as OutputState }),
      onSegments: async (segments) => void (text += segments.map((segment) => segment.text).join('')),
    });
    if (chunk === undefined) return { text, summary: await pipeline.end() };
    await pipeline.write('out', chunk);
    if (chunk.at(-1) !== NEWLINE) return { text, summary: await pipeline.end() };
    state = pipeline.state();
  }
  throw new Error('unreachable');
}

/** Cuts after some of the newlines. */
function cut(raw: Buffer, picks: readonly boolean[]): Buffer[] {
  const ends = [...raw.entries()].filter(([, byte]) => byte === NEWLINE).map(([index]) => index + 1);
  const at = ends.filter((_end, index) => picks[index % Math.max(1, picks.length)]);
  return [0, ...at]
    .map((start, index) => raw.subarray(start, at[index] ?? raw.length))
    .filter((chunk) => chunk.length > 0);
}

const part = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a line\n', '\n', '\r\n', 'open \x1b]0;\n', '\x1b[3\n', 'no end') },
  { weight: 1, arbitrary: fc.constantFrom(`${privateKey(3)}\n`, `${privateKey(90)}\n`, `${githubToken}\n`) },
  { weight: 1, arbitrary: fc.constantFrom(`${keyEnd}\n`, `${keyLine}\n`, '漢\n', 'x'.repeat(40_000)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((raw) => Buffer.from(raw)) },
);

test('pipelines that go on from each other at the ends of lines give what one would', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 14 }).map((parts) => Buffer.concat(parts.map((each) => Buffer.from(each)))),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 14 }),
      fc.constantFrom(1_000_000, 300, 40, 1, 0),
      async (raw, picks, limitBytes) => {
        const chunks = cut(raw, picks);
        expect(await relay(chunks, limitBytes)).toEqual(await atOnce(chunks, limitBytes));
      },
    ),
    { numRuns: 200 },
  );
});

describe('what a pipeline leaves to the next', () => {
  const half = (begin: string) => Buffer.from(`${begin}\n`);

  test('a private key that has begun stays hidden', async () => {
    const lines = privateKey(6).split('\n');
    const chunks = [half(lines.slice(0, 3).join('\n')), half([...lines.slice(3), 'after'].join('\n'))];
    const { text } = await relay(chunks, 1_000_000);
    expect(text).toBe('[redacted: private key]\nafter\n');
  });

  test('nothing is kept after what was cut', async () => {
    const { text, summary } = await relay([half('12345678'), half('9'), half('0')], 7);
    expect([text, summary]).toEqual(['1234567', { bytes: 7, cutBytes: 6, redactions: 0 }]);
  });
});
