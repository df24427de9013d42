import { expect, test } from '@jest/globals';
import { isLabelSelector } from '../../../src/domain/asking/label-selector.ts';

test.each([
  'app=api',
  'app==api',
  'app!=api',
  'app',
  '!app',
  'app=',
  'a=b,c=d',
  ' a = b , c != d ',
  'env in (dev, test)',
  'env notin (dev),!canary',
  'env in(dev)',
  'size>3,size<10',
  'app.kubernetes.io/name=api',
  'App_1.x=Value_1.y',
])('%j is a selector', (text) => {
  expect(isLabelSelector(text)).toBe(true);
});

test.each([
  '',
  ',',
  'a=b,',
  'a b',
  'a=b c',
  'a in b',
  'a in (b',
  'a=b;c',
  'a/b/c=d',
  '-a=b',
  'a=-b',
  'a=$(id)',
  'a=b&limit=1',
  `a=${'x'.repeat(64)}`,
  `${'a,'.repeat(300)}a`,
  `a in (${' ,'.repeat(200)}`,
])('%j is none', (text) => {
  expect(isLabelSelector(text)).toBe(false);
});
