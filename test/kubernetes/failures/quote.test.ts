import { describe, expect, test } from '@jest/globals';
import { quote, quoteAtEnd } from '../../../src/kubernetes/failures/quote.ts';

describe('a text of the cluster', () => {
  test('is quoted in one line, without control and format characters', () => {
    expect(quote(' a\n\u001b[31mb\u202e\u200b c\t')).toBe('a [31mb c');
    expect(quoteAtEnd('It broke. \n')).toBe('It broke');
  });

  test('is cut between two words', () => {
    expect(quote('one two three', 13)).toBe('one two three');
    expect(quote('one two three', 12)).toBe('one two…');
    expect(quote('one two three', 8)).toBe('one two…');
    expect(quote('one two three', 7)).toBe('one…');
  });

  // Sentences are redacted after they are made, and no pattern knows the half of a token.
  test.each(Array.from({ length: 60 }, (_, index) => index))(
    'never ends in a part of a secret, %i characters before it is cut',
    (distance) => {
      const token = `ghp_${'A1b2C3d4E5'.repeat(3)}F6g7H8`;
      const text = `denied: ${'x'.repeat(300 - distance - 16)} token ${token} was used`;
      expect(quote(text).replace(token, '')).not.toMatch(/ghp|A1b2/);
    },
  );

  test('shows nothing of one long word, nor of a word at the end of what is looked at', () => {
    expect(quote('s'.repeat(400))).toBe('…');
    expect(quote(`said${' '.repeat(5_990)}secret-word`)).toBe('said…');
  });

  test('is never cut inside a character', () => {
    expect(quote('😀 '.repeat(200), 301)).toMatch(/^(?:😀 )*😀…$/u);
  });
});
