import { describe, expect, test } from '@jest/globals';
import { asTyped, code, escaped, moment } from '../../src/slack/text.ts';

describe('asTyped', () => {
  test.each([
    ['pod a b -- echo &lt;x&gt; &amp;&amp; id', 'pod a b -- echo <x> && id'],
    ['pod a b — ps aux', 'pod a b -- ps aux'],
    ['pod a b – ps aux', 'pod a b -- ps aux'],
    ['pod a —namespace shop', 'pod a --namespace shop'],
    ['pod a --reason “slow — since noon” — ps', 'pod a --reason "slow — since noon" -- ps'],
    ['pod a -- echo “a — b” — c', 'pod a -- echo "a — b" — c'],
    ['pod a b\u00A0-- ps\u00A0aux', 'pod a b -- ps aux'],
    ['--reason “it is slow”', '--reason "it is slow"'],
    ['echo ‘x’', "echo 'x'"],
    ['curl <http://example.com|example.com>', 'curl example.com'],
    ['curl <http://example.com/a>', 'curl http://example.com/a'],
    ['&amp;lt;', '&lt;'],
  ])('%j was meant as %j', (text, meant) => {
    expect(asTyped(text)).toBe(meant);
  });
});

test('text from elsewhere is escaped, also inside code', () => {
  expect(escaped('<!channel> & co')).toBe('&lt;!channel&gt; &amp; co');
  expect(code('a`b<c')).toBe("`a'b&lt;c`");
});

test('a moment has a fallback in UTC', () => {
  expect(moment(0, '{time}')).toBe('<!date^0^{time}|1970-01-01 00:00 UTC>');
});
