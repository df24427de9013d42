import { isRecord } from '../body-values.ts';
import { optionsOf, optionWith } from './choices.ts';
import type { Option } from './choices.ts';

export type Element = Record<string, unknown> & { type: string; action_id: string };

/** An element's part of `state.values`, such as `{type: "plain_text_input", value: "x"}`. */
export type ElementState = { type: string; [key: string]: unknown };

/** What a person may choose from besides an element's own options. */
export type Choosable = {
  /** The options that the app offered for what was typed into an external select. */
  offered: readonly Option[];
  /** Whether a user id is one of the workspace. */
  isPerson: (userId: string) => boolean;
  /** Whether a channel's id is one that they see. */
  isConversation: (channelId: string) => boolean;
};

type Reading = {
  /** Where the state holds what was chosen. */
  key: string;
  initial: (element: Element) => unknown;
  /** What is chosen by `given`; undefined when the element has no such choice. */
  choose: (given: unknown, element: Element, choosable: Choosable) => unknown;
};

const ownOption: Reading = {
  key: 'selected_option',
  initial: (element) => element['initial_option'] ?? null,
  choose: (given, element) => (given === '' ? null : optionWith(given, optionsOf(element))),
};

/** How each element with a value tells it (docs.slack.dev/reference/views/view-interactions-payloads, recordings/slack). */
const READINGS: Readonly<Record<string, Reading>> = {
  plain_text_input: {
    key: 'value',
    initial: (element) => element['initial_value'] ?? null,
    choose: (given) => (typeof given === 'string' ? given || null : undefined),
  },
  static_select: ownOption,
  radio_buttons: ownOption,
  external_select: {
    ...ownOption,
    choose: (given, element, { offered }) => {
      const initial = isRecord(element['initial_option']) ? [element['initial_option'] as Option] : [];
      return given === '' ? null : optionWith(given, [...offered, ...initial]);
    },
  },
  users_select: {
    key: 'selected_user',
    initial: (element) => element['initial_user'] ?? null,
    choose: (given, _element, { isPerson }) => {
      if (given === '') return null;
      return typeof given === 'string' && isPerson(given) ? given : undefined;
    },
  },
  conversations_select: {
    key: 'selected_conversation',
    initial: (element) => element['initial_conversation'] ?? null,
    choose: (given, _element, { isConversation }) => {
      if (given === '') return null;
      return typeof given === 'string' && isConversation(given) ? given : undefined;
    },
  },
  checkboxes: {
    key: 'selected_options',
    initial: (element) => element['initial_options'] ?? [],
    choose: (given, element) => {
      const chosen = (Array.isArray(given) ? given : [given]).filter((value) => value !== '');
      const found = optionsOf(element).filter((option) => chosen.includes(option.value));
      return found.length === new Set(chosen).size ? found : undefined;
    },
  },
};

function readingOf(type: string): Reading | undefined {
  return Object.hasOwn(READINGS, type) ? READINGS[type] : undefined;
}

/** Whether an element has a value that `state.values` tells. */
export function hasState(element: Element): boolean {
  return readingOf(element.type) !== undefined;
}

/** The state of an element that nobody has touched yet; undefined for one without a value. */
export function initialState(element: Element): ElementState | undefined {
  const reading = readingOf(element.type);
  return reading && { type: element.type, [reading.key]: reading.initial(element) };
}

/** The state after a person chose or typed `given`: option values, user ids or text; '' empties it. Undefined: no such choice. */
export function chosenState(
  given: unknown,
  element: Element,
  choosable: Choosable,
): ElementState | undefined {
  const reading = readingOf(element.type);
  const chosen = reading?.choose(given, element, choosable);
  return reading && chosen !== undefined ? { type: element.type, [reading.key]: chosen } : undefined;
}

/** Whether a state says that nothing was typed or chosen. */
export function isEmptyState(state: ElementState): boolean {
  const value = state[readingOf(state.type)?.key ?? ''];
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
