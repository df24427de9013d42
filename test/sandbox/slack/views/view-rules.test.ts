import { describe, expect, test } from '@jest/globals';
import { checkView } from '../../../../src/sandbox/slack/views/view-rules.ts';
import { button, letters, section } from '../support.ts';
import { input, modal, option, plain, textInput } from './modal-support.ts';

const problemsOf = (view: unknown, type: 'modal' | 'home' = 'modal'): string[] => {
  const verdict = checkView(view, type);
  return verdict.kind === 'invalid' ? verdict.problems : [verdict.kind];
};

describe('views that Slack accepts', () => {
  test.each([
    ['a modal with an input', modal()],
    [
      'one at every limit',
      modal({
        title: plain(letters(24)),
        submit: plain(letters(24)),
        close: plain(letters(24)),
        private_metadata: letters(3000),
        callback_id: letters(255),
        external_id: letters(255),
      }),
    ],
    ['a hundred blocks', modal({ blocks: Array.from({ length: 100 }, () => section('x')) })],
    ['one without submit that only tells', { type: 'modal', title: plain('x'), blocks: [section('x')] }],
    ['one that came back from Slack, with null', modal({ close: null })],
    ['no blocks', modal({ blocks: [] })],
    [
      'every element',
      modal({
        blocks: [
          input({ type: 'static_select', action_id: 's', options: [option('a')] }),
          input({ type: 'external_select', action_id: 'e', min_query_length: 0 }),
          input({ type: 'users_select', action_id: 'u' }),
          input({ type: 'radio_buttons', action_id: 'r', options: [option('a')] }),
          input({ type: 'checkboxes', action_id: 'c', options: [option('a')] }),
          textInput('t', { multiline: true, min_length: 1, max_length: 3000, placeholder: plain('x') }),
          { ...section('x'), accessory: { type: 'overflow', action_id: 'o', options: [option('a')] } },
        ],
      }),
    ],
  ])('%s', (_, view) => {
    expect(checkView(view, 'modal')).toEqual({ kind: 'accepted' });
  });

  test('a Home tab needs no title', () => {
    expect(checkView({ type: 'home', blocks: [section('x')] }, 'home')).toEqual({ kind: 'accepted' });
  });
});

describe('views that Slack refuses', () => {
  test.each([
    ['nothing', undefined, 'must provide an object [json-pointer:/view]'],
    ['no type', { blocks: [] }, 'missing required field: type [json-pointer:/view]'],
    [
      'a Home tab as a modal',
      { type: 'home', blocks: [] },
      'unsupported type: home [json-pointer:/view/type]',
    ],
    ['no title', modal({ title: undefined }), 'missing required field: title [json-pointer:/view]'],
    [
      'a long title',
      modal({ title: plain(letters(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'a title in mrkdwn',
      modal({ title: { type: 'mrkdwn', text: 'x' } }),
      'unsupported type: mrkdwn [json-pointer:/view/title/type]',
    ],
    [
      'a long submit',
      modal({ submit: plain(letters(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'a long close',
      modal({ close: plain(letters(25)) }),
      'must be less than 25 characters [json-pointer:/view/close/text]',
    ],
    [
      'much metadata',
      modal({ private_metadata: letters(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a long callback_id',
      modal({ callback_id: letters(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'too many blocks',
      modal({ blocks: Array.from({ length: 101 }, () => section('x')) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'an input without submit',
      modal({ submit: undefined }),
      'must define `submit` to use `input` block [json-pointer:/view/blocks/0/input]',
    ],
    [
      'a block for messages only',
      modal({ blocks: [{ type: 'markdown', text: 'x' }] }),
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
    [
      'a button as an input',
      modal({ blocks: [input({ type: 'button', action_id: 'b' })] }),
      'unsupported type: button [json-pointer:/view/blocks/0/element/type]',
    ],
    [
      'a block_id twice',
      modal({ blocks: [textInput('a'), textInput('a')] }),
      '`block_id` "a-block" already exists for another block [json-pointer:/view/blocks/1/block_id]',
    ],
    [
      'an action_id twice in a block',
      modal({ blocks: [{ type: 'actions', elements: [button('a'), button('a')] }] }),
      '`action_id` "a" already exists for another element [json-pointer:/view/blocks/0/elements/1/action_id]',
    ],
    [
      'a too long text wanted',
      modal({ blocks: [textInput('a', { max_length: 3001 })] }),
      'must be less than 3001 [json-pointer:/view/blocks/0/element/max_length]',
    ],
    [
      'a property that does not exist',
      modal({ color: 'red' }),
      'invalid additional property: color [json-pointer:/view]',
    ],
    [
      'too many options',
      modal({
        blocks: [
          input({
            type: 'static_select',
            action_id: 's',
            options: Array.from({ length: 101 }, (_, n) => option(`${n}`)),
          }),
        ],
      }),
      'no more than 100 items allowed [json-pointer:/view/blocks/0/element/options]',
    ],
    [
      'an option with a long text',
      modal({
        blocks: [input({ type: 'radio_buttons', action_id: 'r', options: [option('a', letters(76))] })],
      }),
      'must be less than 76 characters [json-pointer:/view/blocks/0/element/options/0/text/text]',
    ],
    [
      'an option with a long value',
      modal({ blocks: [input({ type: 'static_select', action_id: 's', options: [option(letters(151))] })] }),
      'must be less than 151 characters [json-pointer:/view/blocks/0/element/options/0/value]',
    ],
  ])('%s', (_, view, message) => {
    expect(problemsOf(view)).toContain(message);
  });

  test('a submit in a Home tab, and a view of more than 250 kB', () => {
    expect(problemsOf({ type: 'home', blocks: [], submit: plain('x') }, 'home')).toEqual([
      'invalid additional property: submit [json-pointer:/view]',
    ]);
    const blocks = Array.from({ length: 100 }, () => section('é'.repeat(2900)));
    expect(problemsOf(modal({ blocks }))).toEqual(['too-large']);
  });
});
