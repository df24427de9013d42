import { describe, expect, test } from '@jest/globals';
import {
  chosenState,
  hasState,
  initialState,
  isEmptyState,
} from '../../../../src/sandbox/slack/elements/element-states.ts';
import { option } from '../views/modal-support.ts';

const options = [option('a'), option('b')];
const nobody = {
  offered: [],
  isPerson: (id: string): boolean => id === 'U0BOB',
  isConversation: (id: string): boolean => id === 'C0INCIDENT',
};
const element = (type: string, more: object = {}) => ({ type, action_id: 'x', ...more });

test.each([
  ['plain_text_input', { initial_value: 'v' }, { value: 'v' }],
  ['plain_text_input', {}, { value: null }],
  ['static_select', { initial_option: options[0] }, { selected_option: options[0] }],
  ['external_select', {}, { selected_option: null }],
  ['radio_buttons', { initial_option: options[1] }, { selected_option: options[1] }],
  ['users_select', { initial_user: 'U0BOB' }, { selected_user: 'U0BOB' }],
  ['conversations_select', { initial_conversation: 'C0INCIDENT' }, { selected_conversation: 'C0INCIDENT' }],
  ['checkboxes', {}, { selected_options: [] }],
])('%s with %j begins with %j', (type, more, state) => {
  expect(initialState(element(type, more))).toEqual({ type, ...state });
});

test.each(['button', 'overflow', 'toString'])('%s has no state', (type) => {
  expect(hasState(element(type))).toBe(false);
  expect(initialState(element(type))).toBeUndefined();
  expect(chosenState('a', element(type, { options }), nobody)).toBeUndefined();
});

describe('choosing', () => {
  test.each([
    ['plain_text_input', 'typed', { value: 'typed' }],
    ['plain_text_input', '', { value: null }],
    ['static_select', 'b', { selected_option: options[1] }],
    ['static_select', '', { selected_option: null }],
    ['users_select', 'U0BOB', { selected_user: 'U0BOB' }],
    ['conversations_select', 'C0INCIDENT', { selected_conversation: 'C0INCIDENT' }],
    ['conversations_select', '', { selected_conversation: null }],
    ['checkboxes', ['b', 'a'], { selected_options: options }],
    ['checkboxes', 'a', { selected_options: [options[0]] }],
    ['checkboxes', [], { selected_options: [] }],
  ])('%s by %j gives %j', (type, given, state) => {
    expect(chosenState(given, element(type, { options }), nobody)).toEqual({ type, ...state });
  });

  test.each([
    ['plain_text_input', 7],
    ['static_select', 'c'],
    ['radio_buttons', ['a']],
    ['users_select', 'U0X'],
    ['checkboxes', ['a', 'c']],
    ['external_select', 'a'],
  ])('%s has no choice %j', (type, given) => {
    expect(chosenState(given, element(type, { options }), nobody)).toBeUndefined();
  });

  test('an external select has what was offered and what it began with', () => {
    const select = element('external_select', { initial_option: options[1] });
    const offered = { ...nobody, offered: [option('a')] };
    expect(chosenState('a', select, offered)).toMatchObject({ selected_option: option('a') });
    expect(chosenState('b', select, offered)).toMatchObject({ selected_option: option('b') });
  });
});

test.each([
  [{ type: 'plain_text_input', value: null }, true],
  [{ type: 'plain_text_input', value: 'x' }, false],
  [{ type: 'checkboxes', selected_options: [] }, true],
  [{ type: 'checkboxes', selected_options: options }, false],
  [{ type: 'users_select', selected_user: null }, true],
])('%j is empty: %s', (state, empty) => {
  expect(isEmptyState(state)).toBe(empty);
});
