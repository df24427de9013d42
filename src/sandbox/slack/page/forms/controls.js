/** The elements that hold a value, as form controls. */
import { el } from '../dom.js';
import { makeCombobox } from './combobox.js';

/**
 * Each makes the control of an element. `place` is {id, labels (ARIA attributes), entry, change(entry), suggest(query),
 * directory, focus}; `change` with `isDone` false is a step on the way, as while one types.
 */
const CONTROLS = {
  plain_text_input: textField,
  static_select: (element, place) => combobox(element, place, (query) => fitting(optionsOf(element), query)),
  external_select: (element, place) => combobox(element, place, place.suggest, true),
  users_select: (element, place) => {
    const people = place.directory.workspace.people.map((person) => ({
      value: person.id,
      text: person.realName,
      description: person.title,
    }));
    const known = people.find(({ value }) => value === place.entry.value);
    return combobox(element, { ...place, entry: known ?? place.entry }, (query) => fitting(people, query));
  },
  conversations_select: (element, place) => {
    const channels = place.directory.workspace.channels.map(({ id, name, isPrivate }) => ({
      value: id,
      text: `#${name}`,
      description: isPrivate ? 'private' : undefined,
    }));
    const known = channels.find(({ value }) => value === place.entry.value);
    return combobox(element, { ...place, entry: known ?? place.entry }, (query) => fitting(channels, query));
  },
  radio_buttons: (element, place) => choices(element, place, 'radio'),
  checkboxes: (element, place) => choices(element, place, 'checkbox'),
};

/** The control of an element; undefined for one that this page has none for. */
export function control(element, place) {
  return Object.hasOwn(CONTROLS, element.type) ? CONTROLS[element.type](element, place) : undefined;
}

/** The options of a menu, of its groups too, as a combobox shows them. */
export function optionsOf({ options = [], option_groups: groups = [] }) {
  const shown = (option, group) => ({
    value: option.value,
    text: option.text.text,
    description: option.description?.text,
    group,
  });
  return [
    ...options.map((option) => shown(option)),
    ...groups.flatMap((group) => group.options.map((option) => shown(option, group.label.text))),
  ];
}

function fitting(options, query) {
  const wanted = query.toLowerCase();
  return { options: options.filter(({ text }) => text.toLowerCase().includes(wanted)) };
}

function textField(element, { id, labels, entry, change, focus }) {
  const tag = element.multiline ? 'textarea' : 'input';
  const field = el(tag, {
    ...labels,
    id,
    class: 'field',
    ...(element.multiline ? { rows: '4' } : { type: 'text' }),
    placeholder: element.placeholder?.text,
    autocomplete: 'off',
    data: { focus },
    oninput: () => change({ value: field.value }, false),
    onkeydown: (event) => {
      if (event.key === 'Enter' && !element.multiline) change({ value: field.value }, true);
    },
  });
  field.value = entry.value;
  return field;
}

function combobox(element, { id, labels, entry, change, focus }, find, isSlow = false) {
  return makeCombobox({
    id,
    labels,
    placeholder: element.placeholder?.text,
    chosen: entry.value === '' ? undefined : { value: entry.value, text: entry.text ?? entry.value },
    find,
    isSlow,
    choose: (option) => change({ value: option?.value ?? '', text: option?.text }, true),
    focus,
  });
}

function choices(element, { id, labels, entry, change, focus }, type) {
  const chosen = new Set([entry.value].flat());
  const group = el('div', {
    ...labels,
    id,
    class: 'choices',
    role: type === 'radio' ? 'radiogroup' : 'group',
  });
  const values = () => [...group.querySelectorAll(':checked')].map((box) => box.value);
  const changed = () => change({ value: type === 'radio' ? (values()[0] ?? '') : values() }, true);
  group.append(
    ...optionsOf(element).map(({ value, text, description }, index) =>
      el(
        'label',
        { class: 'choice' },
        el('input', {
          type,
          name: id,
          value,
          checked: chosen.has(value),
          data: { focus: `${focus} ${index}` },
          onchange: changed,
        }),
        el('span', {}, text, description && el('small', {}, description)),
      ),
    ),
  );
  return group;
}
