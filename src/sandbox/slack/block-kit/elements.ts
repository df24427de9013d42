import { address, anything, flag, integer, list, object, string, withOneOf, word } from './checks.ts';
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

/** The interactive elements by type, with their limits (docs.slack.dev/reference/block-kit/block-elements). */
const INTERACTIVE = {
  button,
  overflow: object({ options: list(overflowOption, 5) }, confirmable),
  static_select: withOneOf(
    Object.keys(options),
    object({}, { ...withPlaceholder, ...options, initial_option: menuOption }),
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
  radio_buttons: object({ options: choices }, { ...focusable, initial_option: choice }),
  checkboxes: object({ options: choices }, { ...focusable, initial_options: choices }),
} as const satisfies Record<string, Check>;

const dispatch = { dispatch_action_config: anything };
const length = { min_length: integer, max_length: integer };

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
