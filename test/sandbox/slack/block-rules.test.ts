import { describe, expect, test } from '@jest/globals';
import { checkBlocks, textLength } from '../../../src/sandbox/slack/block-rules.ts';
import { button, letters, section } from './support.ts';

const plain = (text: string): object => ({ type: 'plain_text', text });
const mrkdwn = (text: string): object => ({ type: 'mrkdwn', text });
const actions = (...elements: object[]): object => ({ type: 'actions', elements });
const times = (count: number, make: (index: number) => object): object[] =>
  Array.from({ length: count }, (_, i) => make(i));

function problemsOf(...blocks: unknown[]): string[] {
  const verdict = checkBlocks(blocks);
  return verdict.kind === 'invalid' ? verdict.problems : [verdict.kind];
}

describe('limits, each met and exceeded by one', () => {
  const field = (length: number): object => ({ type: 'section', fields: [mrkdwn(letters(length))] });
  const header = (length: number): object => ({ type: 'header', text: plain(letters(length)) });
  const valued = (length: number): object => actions(button('a', { value: letters(length) }));
  const labelled = (length: number): object => actions({ ...button('a'), text: plain(letters(length)) });
  const fields = (count: number): object => ({ type: 'section', fields: times(count, () => mrkdwn('x')) });
  const context = (count: number): object => ({ type: 'context', elements: times(count, () => mrkdwn('x')) });
  const options = (count: number): object[] => times(count, (i) => ({ text: plain('x'), value: String(i) }));
  const menu = (count: number): object => actions({ type: 'static_select', options: options(count) });
  const overflow = (count: number): object => actions({ type: 'overflow', options: options(count) });

  test.each([
    [
      'section text',
      3000,
      (n: number) => section(letters(n)),
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['field text', 2000, field, 'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]'],
    ['header text', 150, header, 'must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
    [
      'button value',
      2000,
      valued,
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'button label',
      75,
      labelled,
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'action_id',
      255,
      (n: number) => actions(button(letters(n), { text: plain('x') })),
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'block_id',
      255,
      (n: number) => ({ type: 'divider', block_id: letters(n) }),
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      'markdown text',
      12_000,
      (n: number) => ({ type: 'markdown', text: letters(n) }),
      'must be less than 12001 characters [json-pointer:/blocks/0/text]',
    ],
    ['fields', 10, fields, 'no more than 10 items allowed [json-pointer:/blocks/0/fields]'],
    ['context elements', 10, context, 'no more than 10 items allowed [json-pointer:/blocks/0/elements]'],
    [
      'actions elements',
      25,
      (n: number) => actions(...times(n, (i) => button(`b${i}`))),
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    ['menu options', 100, menu, 'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]'],
    [
      'overflow options',
      5,
      overflow,
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
  ])('%s: %d', (_, limit, make, message) => {
    expect(problemsOf(make(limit))).toEqual(['accepted']);
    expect(problemsOf(make(limit + 1))).toEqual([message]);
  });

  test('50 blocks a message', () => {
    const dividers = (count: number): object[] => times(count, () => ({ type: 'divider' }));
    expect(problemsOf(...dividers(50))).toEqual(['accepted']);
    expect(problemsOf(...dividers(51))).toEqual(['no more than 50 items allowed [json-pointer:/blocks]']);
  });

  test('13,200 characters of text in all blocks together', () => {
    const blocks = (last: number): object[] => [
      ...times(4, () => section(letters(3000))),
      section(letters(last)),
    ];
    expect(checkBlocks(blocks(1200))).toEqual({ kind: 'accepted' });
    expect(checkBlocks(blocks(1201))).toEqual({ kind: 'too-long' });
  });

  test('text counts in characters, not in UTF-16 units', () => {
    expect(problemsOf(section('🔑'.repeat(3000)))).toEqual(['accepted']);
    expect(textLength([section('🔑🔑')])).toBe(2);
  });
});

describe('ids', () => {
  test('a block_id twice in a message', () => {
    const divider = { type: 'divider', block_id: 'd' };
    expect(problemsOf(divider, divider)).toEqual([
      '`block_id` "d" already exists for another block [json-pointer:/blocks/1/block_id]',
    ]);
  });

  test('the same action_id in two blocks is allowed', () => {
    expect(problemsOf(actions(button('a')), actions(button('a')))).toEqual(['accepted']);
  });

  test('every problem is told, not only the first', () => {
    expect(problemsOf(section(letters(3001)), { type: 'nothing' })).toHaveLength(2);
  });
});
