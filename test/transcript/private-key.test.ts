import { describe, expect, test } from '@jest/globals';
import { withoutCutKey } from '../../src/transcript/private-key.ts';
import { keyEnd, keyLine, privateKey } from './secrets.ts';

describe('the end of a text whose beginning was cut off', () => {
  const key = ['Proc-Type: 4,ENCRYPTED', '', ...privateKey(3).split('\n').slice(1), 'after'];

  test.each(key.slice(0, -1).map((_line, index) => index))(
    'has nothing of a private key that begins before the cut, at its line %i',
    (cut) => {
      expect(withoutCutKey(key.slice(cut))).toEqual(['after']);
    },
  );

  test('keeps what follows on the line of its end', () => {
    expect(withoutCutKey([keyLine, `${keyEnd} and more`])).toEqual([' and more']);
  });

  test.each([
    [['a line', keyLine, keyEnd]],
    [[keyLine, 'a line']],
    [[keyLine]],
    [['', 'Error: not found']],
    [[]],
    [privateKey(2).split('\n')],
  ])('is left as it is where no key was cut: %j', (lines) => {
    expect(withoutCutKey(lines)).toEqual(lines);
  });
});
