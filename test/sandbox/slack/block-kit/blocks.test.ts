import { describe, expect, test } from '@jest/globals';
import { checkBlocks } from '../../../../src/sandbox/slack/block-rules.ts';
import { button, section } from '../support.ts';

const plain = (text: string): object => ({ type: 'plain_text', text });
const mrkdwn = (text: string): object => ({ type: 'mrkdwn', text });
const actions = (...elements: object[]): object => ({ type: 'actions', elements });

function problemsOf(...blocks: unknown[]): string[] {
  const verdict = checkBlocks(blocks);
  return verdict.kind === 'invalid' ? verdict.problems : [verdict.kind];
}

describe('blocks that Slack accepts', () => {
  const richText = {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'ran ', style: { bold: true } },
          { type: 'link', url: 'https://example.com', text: 'this' },
          { type: 'user', user_id: 'U0ALICE' },
          { type: 'emoji', name: 'lock' },
          { type: 'date', timestamp: 1_732_264_800, format: '{time}', fallback: 'then' },
        ],
      },
      { type: 'rich_text_preformatted', border: 0, elements: [{ type: 'text', text: 'PID USER' }] },
      { type: 'rich_text_quote', elements: [] },
      {
        type: 'rich_text_list',
        style: 'bullet',
        indent: 0,
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] }],
      },
    ],
  };
  const confirm = {
    title: plain('Sure?'),
    text: mrkdwn('*Really*'),
    confirm: plain('Yes'),
    deny: plain('No'),
  };

  test.each([
    ['a section with text', section('hello')],
    [
      'a section with fields and a button',
      { type: 'section', fields: [mrkdwn('*a*')], accessory: button('a') },
    ],
    ['a header', { type: 'header', text: plain('Request') }],
    ['a divider', { type: 'divider' }],
    ['a context', { type: 'context', elements: [mrkdwn('by <@U0ALICE>'), plain('x')] }],
    ['buttons with style and confirm', actions(button('a', { style: 'danger', confirm, value: '1' }))],
    ['an image', { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' }],
    ['a markdown block', { type: 'markdown', text: '**a**' }],
    ['rich text', richText],
    ['a table', { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }],
    [
      'a menu',
      actions({ type: 'static_select', action_id: 'm', options: [{ text: plain('a'), value: 'a' }] }),
    ],
  ])('%s', (_, block) => {
    expect(checkBlocks([block])).toEqual({ kind: 'accepted' });
  });

  test('no blocks at all', () => {
    expect(checkBlocks([])).toEqual({ kind: 'accepted' });
  });
});

describe('blocks that Slack refuses', () => {
  test.each([
    ['an unknown block', { type: 'sectoin' }, 'unsupported type: sectoin [json-pointer:/blocks/0/type]'],
    ['no type', { text: 'x' }, 'missing required field: type [json-pointer:/blocks/0]'],
    [
      'a type of Object.prototype',
      { type: 'toString' },
      'unsupported type: toString [json-pointer:/blocks/0/type]',
    ],
    ['something else than an object', 'x', 'must provide an object [json-pointer:/blocks/0]'],
    [
      'an unknown element',
      actions({ type: 'knob' }),
      'unsupported type: knob [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a divider as an element',
      actions({ type: 'divider' }),
      'unsupported type: divider [json-pointer:/blocks/0/elements/0/type]',
    ],
    ['an empty text', section(''), 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'a section without text or fields',
      { type: 'section' },
      'must define either `text` or `fields` [json-pointer:/blocks/0]',
    ],
    [
      'mrkdwn in a header',
      { type: 'header', text: mrkdwn('x') },
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a property that does not exist',
      { type: 'divider', color: 'red' },
      'invalid additional property: color [json-pointer:/blocks/0]',
    ],
    [
      'a button without text',
      actions({ type: 'button' }),
      'missing required field: text [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'an unknown style',
      actions(button('a', { style: 'loud' })),
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a javascript: address',
      actions(button('a', { url: 'javascript:alert(1)' })),
      'invalid url [json-pointer:/blocks/0/elements/0/url]',
    ],
    ['no elements', actions(), 'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]'],
    [
      'an image without a picture',
      { type: 'image', alt_text: 'a' },
      'must define either `image_url` or `slack_file` [json-pointer:/blocks/0]',
    ],
    [
      'an unknown part of rich text',
      { type: 'rich_text', elements: [{ type: 'rich_text_table', elements: [] }] },
      'unsupported type: rich_text_table [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'a mention in preformatted text',
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U0ALICE' }] }],
      },
      'unsupported type: user [json-pointer:/blocks/0/elements/0/elements/0/type]',
    ],
    [
      'a menu that begins with what it does not have',
      actions({
        type: 'static_select',
        action_id: 'm',
        options: [{ text: plain('a'), value: 'a' }],
        initial_option: { text: plain('b'), value: 'b' },
      }),
      'must begin with one of its options [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'an action_id twice in a block',
      actions(button('a'), button('a')),
      '`action_id` "a" already exists for another element [json-pointer:/blocks/0/elements/1/action_id]',
    ],
  ])('%s', (_, block, message) => {
    expect(problemsOf(block)).toEqual([message]);
  });
});
