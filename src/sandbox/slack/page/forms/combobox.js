/** A field that one types into to choose from a list (the combobox of the ARIA patterns). */
import { el, icon } from '../dom.js';
import { makeFloating } from './floating.js';

const TYPING_MS = 150;

/**
 * `find(query)` gives {options: [{value, text, description, group}], note} or a promise of it; `isSlow` has it wait until
 * the typing pauses. `choose(option or undefined)` is called with what was chosen or cleared.
 */
export function makeCombobox({ id, labels, placeholder, chosen, find, isSlow, choose, focus }) {
  let current = chosen;
  let found = [];
  let active = -1;
  let asked = 0;
  let timer;

  const list = el('ul', { class: 'options', id: `${id}-list`, role: 'listbox', 'aria-label': 'Choices' });
  const input = el('input', {
    ...labels,
    id,
    type: 'text',
    class: 'field',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: placeholder ?? 'Choose one',
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
    'aria-controls': `${id}-list`,
    data: { focus },
  });
  const clear = el(
    'button',
    {
      type: 'button',
      class: 'icon-button combobox-clear',
      'aria-label': 'Clear',
      onclick: () => take(undefined),
    },
    icon('close'),
  );
  const element = el('div', { class: 'combobox' }, input, clear, icon('chevron', 'combobox-mark'), list);
  const floating = makeFloating(list, input, { isWide: true });
  show();

  function show() {
    input.value = current?.text ?? '';
    clear.hidden = !current;
  }

  function take(option) {
    current = option;
    close();
    show();
    input.focus();
    choose(option);
  }

  async function look(query) {
    const mine = ++asked;
    const answer = find(query);
    if (answer instanceof Promise) draw({ options: [], note: 'Looking…' });
    const { options, note } = await answer;
    // Only the answer to what stands there now is shown.
    if (mine !== asked || document.activeElement !== input) return;
    draw({ options, note: options.length > 0 ? undefined : (note ?? 'Nothing fits.') });
  }

  function draw({ options, note }) {
    found = options;
    active = Math.max(
      options.findIndex((option) => option.value === current?.value),
      options.length > 0 ? 0 : -1,
    );
    list.replaceChildren(
      ...options.flatMap((option, index) => [
        option.group && option.group !== options[index - 1]?.group
          ? el('li', { class: 'options-group', role: 'presentation' }, option.group)
          : '',
        entry(option, index),
      ]),
      note ? el('li', { class: 'options-note', role: 'presentation' }, note) : '',
    );
    floating.open();
    input.setAttribute('aria-expanded', 'true');
    mark();
    floating.place();
  }

  function entry(option, index) {
    return el(
      'li',
      {
        id: `${id}-${index}`,
        role: 'option',
        'aria-selected': String(option.value === current?.value),
        // Before the field loses focus and the list closes.
        onpointerdown: (event) => {
          event.preventDefault();
          take(option);
        },
      },
      el('span', {}, option.text),
      option.description && el('small', {}, option.description),
    );
  }

  function mark() {
    for (const [index] of found.entries())
      list.querySelector(`#${CSS.escape(`${id}-${index}`)}`)?.classList.toggle('is-active', index === active);
    if (active < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${id}-${active}`);
    list.querySelector('.is-active')?.scrollIntoView({ block: 'nearest' });
  }

  function close() {
    asked += 1;
    clearTimeout(timer);
    floating.close();
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function move(by) {
    if (!floating.isOpen()) return void look('');
    if (found.length > 0) active = (active + by + found.length) % found.length;
    mark();
  }

  input.addEventListener('click', () => !floating.isOpen() && void look(''));
  input.addEventListener('focus', () => input.select());
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(input.value.trim()), isSlow ? TYPING_MS : 0);
  });
  input.addEventListener('blur', () => {
    close();
    show();
  });
  input.addEventListener('keydown', (event) => {
    const isOpen = floating.isOpen();
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter' && isOpen && found[active]) take(found[active]);
    else if (event.key === 'Escape' && isOpen) {
      close();
      show();
    } else if (event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
  });

  return element;
}
