import { expect, test } from '@jest/globals';
import { selectorText } from '../../../src/kubernetes/finding/selector-text.ts';
import { labelMatcher } from '../../../src/sandbox/cluster/api/selectors.ts';

test('a selector becomes the query that an API server reads', () => {
  const text = selectorText({
    matchLabels: { app: 'api', 'example.com/part': 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['front', 'back'] },
      { key: 'env', operator: 'NotIn', values: ['test'] },
      { key: 'owned', operator: 'Exists' },
      { key: 'canary', operator: 'DoesNotExist' },
    ],
  });
  expect(text).toBe('app=api,example.com/part=web,tier in (front,back),env notin (test),owned,!canary');
  const matches = labelMatcher(text);
  const metadata = { name: 'x', uid: 'x', resourceVersion: '', creationTimestamp: '' };
  const labels = { app: 'api', 'example.com/part': 'web', tier: 'back', owned: '' };
  const fits = (changes: Record<string, string>): boolean =>
    matches({ kind: 'Pod', apiVersion: 'v1', metadata: { ...metadata, labels: { ...labels, ...changes } } });
  expect(fits({})).toBe(true);
  expect(fits({ tier: 'middle' })).toBe(false);
  expect(fits({ env: 'test' })).toBe(false);
  expect(fits({ canary: '' })).toBe(false);
});

test('an empty one is empty', () => {
  expect(selectorText({})).toBe('');
});
