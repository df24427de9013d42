import { expect, test } from '@jest/globals';
import { ownWords } from '../../../src/slack/actions/own-words.ts';
import { createRedactor } from '../../../src/transcript/redactor.ts';

const redactor = createRedactor({ extraSecrets: ['hunter2hunter2'] });

test.each([
  [undefined, undefined],
  ['', undefined],
  [' \n ', undefined],
  [' fine\nby me ', 'fine\nby me'],
])('%j is kept as %j', async (words, kept) => {
  expect(await ownWords(redactor, words)).toBe(kept);
});

test('they hold no secret, and 500 characters at the most', async () => {
  const kept = await ownWords(redactor, `hunter2hunter2 ${'x'.repeat(600)}`);
  expect(kept).toMatch(/^\[redacted[^\]]*\] x+…$/);
  expect(kept).toHaveLength(500);
});
