import type { types } from '@slack/bolt';
import { LONGEST_REASON } from '../../domain/asking/command-line-values.ts';
import { LONGEST_COMMAND } from '../../domain/asking/command.ts';
import { requestIdFrom } from '../../domain/request/request-id.ts';
import type { KnownBlock } from '../messages/blocks.ts';
import { actionOf, type Field, type Filled } from './builder-fields.ts';
import { isChoosable, type Option, option, options, targetOption } from './builder-options.ts';

/** What an input can have besides its element. */
export interface Parts {
  /** What its choices depend on. */
  readonly of: readonly string[];
  readonly asks: boolean;
  readonly isOptional: boolean;
  readonly hint: string;
}

/** A field of the form. Its block is called after what its choices depend on. */
export function input(
  field: Field,
  label: string,
  element: types.InputBlockElement,
  { of = [], asks = false, isOptional = false, hint }: Partial<Parts> = {},
): types.InputBlock {
  return {
    type: 'input',
    block_id: `${field}-${requestIdFrom(JSON.stringify(of))}`,
    label: plain(label),
    element,
    optional: isOptional,
    dispatch_action: asks,
    ...(hint !== undefined && { hint: plain(hint) }),
  };
}

/** A menu of what is known; with what was chosen, where that is still there. */
export function choice(field: Field, values: readonly string[], filled: Filled): types.StaticSelect {
  const offered = options(values);
  const chosen = offered.find(({ value }) => value === filled[field]);
  return {
    type: 'static_select',
    action_id: actionOf(field),
    options: offered,
    ...(chosen && { initial_option: chosen }),
  };
}

/** A menu that asks for its choices while someone types. */
export function lookup(
  field: 'namespace' | 'target',
  placeholder: string,
  filled: Filled,
): types.ExternalSelect {
  const value = filled[field];
  return {
    type: 'external_select',
    action_id: actionOf(field),
    placeholder: plain(placeholder),
    min_query_length: 0,
    ...(value !== undefined && isChoosable(value) && { initial_option: optionOf(field, value) }),
  };
}

function optionOf(field: 'namespace' | 'target', value: string): Option {
  return field === 'target' ? targetOption(value) : option(value);
}

/** Where the card is to go; brings a response URL for private answers. */
export function channel(): types.InputBlock {
  return input('channel', 'Channel for the card', {
    type: 'conversations_select',
    action_id: actionOf('channel'),
    default_to_current_conversation: true,
    response_url_enabled: true,
    filter: { include: ['public', 'private'], exclude_bot_users: true },
  });
}

/** A menu that puts a command in; none without commands. */
export function snippets(values: readonly string[], turn: number): KnownBlock[] {
  const offered = options(values);
  if (offered.length === 0) return [];
  return [
    {
      type: 'actions',
      block_id: `snippet-${turn}`,
      elements: [
        {
          type: 'static_select',
          action_id: actionOf('snippet'),
          placeholder: plain('Put in a saved command'),
          options: offered,
        },
      ],
    },
  ];
}

/** The command, as it was put in or typed. */
export function command(text: string | undefined, turn: number): types.InputBlock {
  return {
    ...input(
      'command',
      'Command',
      {
        type: 'plain_text_input',
        action_id: actionOf('command'),
        multiline: true,
        max_length: LONGEST_COMMAND,
        placeholder: plain('ps aux'),
        ...(text !== undefined && { initial_value: text }),
      },
      { isOptional: true, hint: 'Without one, a first look runs and the session stays open.' },
    ),
    block_id: `command-${turn}`,
  };
}

/** Why it is asked for. */
export function reason(text: string | undefined, isWanted: boolean): types.InputBlock {
  return input(
    'reason',
    'Reason',
    {
      type: 'plain_text_input',
      action_id: actionOf('reason'),
      max_length: LONGEST_REASON,
      placeholder: plain('Checkout is slow'),
      ...(text !== undefined && { initial_value: text }),
    },
    { isOptional: !isWanted, hint: 'For those who approve.' },
  );
}

/** A text without markup. */
export function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}
