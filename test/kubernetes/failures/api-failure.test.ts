import { expect, test } from '@jest/globals';
import { readRefusal } from '../../../src/kubernetes/failures/api-failure.ts';

// An admission webhook chooses its message, and patterns that look for words in it may take the square of its length.
test.each([
  ['an object', (message: string) => ({ kind: 'Status', message })],
  ['JSON', (message: string) => JSON.stringify({ kind: 'Status', message })],
  ['plain text', (message: string) => message],
])('of a refusal in %s, no more is looked at than any server has to say', (_form, bodyOf) => {
  const message = `pods "api" is forbidden: ${'('.repeat(10_000_000)}`;
  const refused = readRefusal(403, bodyOf(message));
  expect(refused.message).toMatch(/^pods "api" is forbidden: \({1000}/);
  expect(refused.message.length).toBeLessThan(20_000);
});

test('the causes of a refusal are bounded, too', () => {
  const cause = { reason: 'r', field: 'f'.repeat(50_000), message: 'm'.repeat(50_000) };
  const { causes } = readRefusal(422, { details: { causes: Array.from({ length: 5_000 }, () => cause) } });
  expect(causes.length).toBeLessThan(500);
  expect(causes[0]).toMatchObject({ reason: 'r', field: expect.stringMatching(/^f{1000,20000}$/) });
  expect(causes[0]?.message?.length).toBeLessThan(20_000);
});
