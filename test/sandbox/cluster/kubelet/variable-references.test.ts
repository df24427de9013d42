import { expect, test } from '@jest/globals';
import {
  expandEnvironment,
  expandReferences,
} from '../../../../src/sandbox/cluster/kubelet/variable-references.ts';

test.each([
  ['$(A)/$(B)', '1/$(B)'],
  ['$$(A) $$', '$(A) $'],
  ['end=$(($(date +%s) + 5))', 'end=$(($(date +%s) + 5))'],
  ['$HOME $', '$HOME $'],
])('%s', (text, expected) => {
  expect(expandReferences(text, new Map([['A', '1']]))).toBe(expected);
});

test('a value may name what stands before it, not what comes after', () => {
  const env = [{ name: 'B', value: '$(A)$(C)' }, { name: 'C', value: '$(B)' }, { name: 'D' }];
  expect([...expandEnvironment(env, new Map([['A', 'a']]))]).toEqual([
    ['B', 'a$(C)'],
    ['C', 'a$(C)'],
    ['D', ''],
  ]);
});
