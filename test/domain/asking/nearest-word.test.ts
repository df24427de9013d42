import { expect, test } from '@jest/globals';
import { nearestWord } from '../../../src/domain/asking/nearest-word.ts';

const WORDS = ['pod', 'status', 'deployment', 'namespace'];

test.each([
  ['pdo', 'pod'],
  ['POD', 'pod'],
  ['pods', 'pod'],
  ['statsu', 'status'],
  ['deploymnt', 'deployment'],
  ['dpeloyment', 'deployment'],
  ['api', undefined],
  ['po', undefined],
  ['', undefined],
  ['stat', undefined],
  ['x'.repeat(100_000), undefined],
])('%j is nearest to %j', (typed, word) => {
  expect(nearestWord(typed, WORDS)).toBe(word);
});

test('of two words, the nearer one', () => {
  expect(nearestWord('pode', ['pods', 'code', 'pod', 'node'])).toBe('pods');
  expect(nearestWord('replicaset', ['replicasets', 'replicaset'])).toBe('replicaset');
});
