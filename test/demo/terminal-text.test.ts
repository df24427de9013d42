import { expect, test } from '@jest/globals';
import { forTerminal } from '../../src/demo/terminal-text.ts';

const NAMES = { U0BOB: 'Bob', S0SRE: 'sre' };

test.each([
  [':bell: <!subteam^S0SRE>, <@U0BOB>: look', 80, '» @sre, @Bob: look'],
  [':unknown_sign: <@U0ELSE> `id`', 80, ':unknown_sign: <@U0ELSE> id'],
  ['a line that is too long\nand one', 20, 'a line that is too …\nand one'],
])('%j in a terminal of %j columns reads %j', (text, width, shown) => {
  expect(forTerminal(text, NAMES, width)).toBe(shown);
});
