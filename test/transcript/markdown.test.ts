import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codeSpan, fenced, plain, utc } from '../../src/transcript/markdown.ts';

describe('a text in a line', () => {
  test.each([
    ['checkout is slow', 'checkout is slow'],
    ['*all* of <b>it</b>', String.raw`\*all\* of \<b\>it\</b\>`],
    ['[click](https://evil.example)', String.raw`\[click\]\(https\://evil\.example\)`],
    ['# one\n\n- two', String.raw`\# one / \- two`],
    ['![x](y) &amp; `code` ~~z~~ a|b', String.raw`\!\[x\]\(y\) \&amp; \`code\` \~\~z\~\~ a\|b`],
    ['back\\slash', String.raw`back\\slash`],
    ['cost $5 or $6', String.raw`cost \$5 or \$6`],
    ['@channel', String.raw`\@channel`],
    ['right\u202eto left', String.raw`right\\u\{202e\}to left`],
  ])('%j is shown as it is', (text, markdown) => {
    expect(plain(text)).toBe(markdown);
  });

  test('is one line, in which nothing has a meaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const shown = plain(text);
        expect(shown).not.toContain('\n');
        // Without what is escaped, none of the marks of Markdown is left.
        expect(shown.replaceAll(/\\[\\`*_{}[\]()<>#+\-.!|~&@:$]/g, '')).not.toMatch(/[\\`*_[\]<>#|~&@$]/);
      }),
    );
  });
});

describe('code in a line', () => {
  test.each([
    ['ps aux', '`ps aux`'],
    ['echo `id`', '`` echo `id` ``'],
    ['a ``` b', '```` a ``` b ````'.replace(' a', 'a').replace('b ', 'b')],
    ['`', '`` ` ``'],
    ['one\ntwo', String.raw`${'`'}one\ntwo${'`'}`],
    ['', '(nothing)'],
  ])('%j', (text, markdown) => {
    expect(codeSpan(text)).toBe(markdown);
  });
});

describe('a block', () => {
  test.each([
    ['plain\n', '```text\nplain\n```'],
    ['```\n# not a title\n```', '````text\n```\n# not a title\n```\n````'],
    ['a `````` b', '```````text\na `````` b\n```````'],
  ])('%j', (text, markdown) => {
    expect(fenced(text)).toBe(markdown);
  });

  test('is ended by no line of it', () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '~'), maxLength: 9 }));
    fc.assert(
      fc.property(lines, (texts) => {
        const all = fenced(texts.join('\n')).split('\n');
        const fence = all.at(-1) ?? '';
        expect(fence).toMatch(/^`{3,}$/);
        expect(all[0]).toBe(`${fence}text`);
        for (const line of all.slice(1, -1)) expect(line).not.toContain(fence);
      }),
    );
  });
});

test('times are in UTC', () => {
  expect(utc(Date.UTC(2026, 10, 22, 3, 4, 5, 678))).toBe('2026-11-22 03:04:05');
});
