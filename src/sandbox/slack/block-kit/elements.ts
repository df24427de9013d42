import { isRecord } from '../body-values.ts';
import { optionsOf } from '../elements/choices.ts';
import {
  address,
  anything,
  flag,
  integer,
  integerWithin,
  list,
  object,
  problem,
  string,
  withOneOf,
  word,
} from './checks.ts';
import type { Check } from './checks.ts';
import { anyText, confirm, plainText } from './texts.ts';

const MENU_OPTIONS = 100;

const actionable = { action_id: string(255) };
const confirmable = { ...actionable, confirm };
const focusable = { ...confirmable, focus_on_load: flag };
const withPlaceholder = { ...focusable, placeholder: plainText(150) };
const manyOf = { ...withPlaceholder, max_selected_items: integer };

const menuOption = object({ text: plainText(75), value: string(150) }, { description: plainText(75) });
const choice = object({ text: anyText(75), value: string(150) }, { description: anyText(75) });
const overflowOption = object(
  { text: plainText(75), value: string(150) },
  { description: plainText(75), url: address(3000) },
);
const optionGroup = object({ label: plainText(75), options: list(menuOption, MENU_OPTIONS) });
const options = { options: list(menuOption, MENU_OPTIONS), option_groups: list(optionGroup, MENU_OPTIONS) };

/** What a block_suggestion may be answered with; nothing found is an empty list. */
export const suggestedOptions: Check = withOneOf(
  Object.keys(options),
  object(
    {},
    {
      options: list(menuOption, MENU_OPTIONS, 0),
      option_groups: list(
        object({ label: plainText(75), options: list(menuOption, MENU_OPTIONS, 0) }),
        MENU_OPTIONS,
        0,
      ),
    },
  ),
);

const button = object(
  { text: plainText(75) },
  {
    ...confirmable,
    value: string(2000, 0),
    url: address(3000),
    style: word('primary', 'danger'),
    accessibility_label: string(75),
  },
);

/** The picture as an element, in a context block or beside a section. */
export const imageElement: Check = withOneOf(
  ['image_url', 'slack_file'],
  object({ alt_text: string(2000) }, { image_url: address(3000), slack_file: anything }),
);

const choices = list(choice, 10);
const conversationFilter = {
  filter: anything,
  default_to_current_conversation: flag,
  response_url_enabled: flag,
};

/** Slack wants an element to begin with options that it has. */
function beginningWithin(check: Check): Check {
  return (value, pointer) => {
    const problems = check(value, pointer);
    if (problems.length > 0 || !isRecord(value)) return problems;
    const initial = [value['initial_option'], value['initial_options']].flat();
    const known = optionsOf(value).map((option) => option.value);
    const isKnown = (one: unknown): boolean =>
      one === undefined || (isRecord(one) && known.some((option) => option === one['value']));
    return initial.every(isKnown) ? [] : [problem('must begin with one of its options', pointer)];
  };
}

/** The interactive elements by type, with their limits (docs.slack.dev/reference/block-kit/block-elements). */
const INTERACTIVE = {
  button,
  overflow: object({ options: list(overflowOption, 5) }, confirmable),
  static_select: beginningWithin(
    withOneOf(
      Object.keys(options),
      object({}, { ...withPlaceholder, ...options, initial_option: menuOption }),
    ),
  ),
  multi_static_select: withOneOf(
    Object.keys(options),
    object({}, { ...manyOf, ...options, initial_options: list(menuOption, MENU_OPTIONS) }),
  ),
  external_select: object({}, { ...withPlaceholder, min_query_length: integer, initial_option: menuOption }),
  multi_external_select: object(
    {},
    { ...manyOf, min_query_length: integer, initial_options: list(menuOption, MENU_OPTIONS) },
  ),
  users_select: object({}, { ...withPlaceholder, initial_user: string(255) }),
  multi_users_select: object({}, { ...manyOf, initial_users: anything }),
  conversations_select: object(
    {},
    { ...withPlaceholder, ...conversationFilter, initial_conversation: string(255) },
  ),
  multi_conversations_select: object(
    {},
    { ...manyOf, ...conversationFilter, initial_conversations: anything },
  ),
  channels_select: object(
    {},
    { ...withPlaceholder, response_url_enabled: flag, initial_channel: string(255) },
  ),
  multi_channels_select: object({}, { ...manyOf, initial_channels: anything }),
  datepicker: object({}, { ...withPlaceholder, initial_date: string(10) }),
  timepicker: object({}, { ...withPlaceholder, initial_time: string(5), timezone: string(255) }),
  datetimepicker: object({}, { ...focusable, initial_date_time: integer }),
  radio_buttons: beginningWithin(object({ options: choices }, { ...focusable, initial_option: choice })),
  checkboxes: beginningWithin(object({ options: choices }, { ...focusable, initial_options: choices })),
} as const satisfies Record<string, Check>;

const dispatch = { dispatch_action_config: anything };
const length = { min_length: integerWithin(0, 3000), max_length: integerWithin(1, 3000) };

/** What may stand in an actions block. */
export const ACTIONS_ELEMENTS: Readonly<Record<string, Check>> = INTERACTIVE;

/** What may stand beside a section. */
export const ACCESSORIES: Readonly<Record<string, Check>> = { ...INTERACTIVE, image: imageElement };

const { button: _noButton, overflow: _noOverflow, ...inputs } = INTERACTIVE;

/** What may stand in an input block. */
export const INPUTS: Readonly<Record<string, Check>> = {
  ...inputs,
  plain_text_input: object(
    {},
    { ...withPlaceholder, ...dispatch, ...length, multiline: flag, initial_value: string(3000, 0) },
  ),
};
