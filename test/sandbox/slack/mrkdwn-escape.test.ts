import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { escapeText, linkMentions } from '../../../src/sandbox/slack/mrkdwn-escape.ts';
import { typedRichText } from '../../../src/sandbox/slack/typed-rich-text.ts';
import { acmeShop } from '../../../src/sandbox/slack/workspace.ts';

const linked = (text: string): string => linkMentions(text, acmeShop());

describe('linkMentions', () => {
  test.each([
    ['@keyhole help', '<@U0KEYHOLE> help'],
    ['ask @bob.', 'ask <@U0BOB>.'],
    ['see #incident-42!', 'see <#C0INCIDENT|incident-42>!'],
    ['@nobody #nowhere', '@nobody #nowhere'],
    ['bob@keyhole', 'bob@keyhole'],
    ['<@U0KEYHOLE>', '&lt;@U0KEYHOLE&gt;'],
    ['&lt;', '&amp;lt;'],
  ])('%s', (typed, sent) => {
    expect(linked(typed)).toBe(sent);
  });
});

test('whatever is typed, the rich text shows it again, and only mentions leave angle brackets', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      const escaped = escapeText(typed);
      expect(escaped).not.toMatch(/[<>]/);
      const block = typedRichText(escaped, 'b') as { elements?: { elements: { text: string }[] }[] };
      const shown = block.elements?.[0]?.elements.map(({ text }) => text).join('');
      expect(shown).toBe(typed);
    }),
  );
});
