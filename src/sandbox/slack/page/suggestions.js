/** The list of slash commands above a message box, and the hint of how the chosen one is used. */
import { el } from './dom.js';

/** `commands()` gives the workspace's; `accept(command)` is called with the one that was chosen. */
export function makeSuggestions({ id, input, commands, accept }) {
  const list = el('ul', { id, role: 'listbox', 'aria-label': 'Commands' });
  const element = el('div', { class: 'suggestions', hidden: true }, list);
  let matches = [];
  let active = 0;
  let isOpen = false;

  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', id);

  function update() {
    const text = input.value;
    const [word] = text.split(/\s/, 1);
    const isHint = text.length > word.length;
    matches =
      text.startsWith('/') && !text.includes('\n')
        ? commands().filter(({ command }) => (isHint ? command === word : command.startsWith(word)))
        : [];
    active = 0;
    draw(isHint);
  }

  function draw(isHint) {
    element.hidden = matches.length === 0;
    element.classList.toggle('is-hint', isHint);
    isOpen = matches.length > 0 && !isHint;
    list.replaceChildren(...matches.map((match, index) => option(match, index, isHint)));
    if (isOpen) input.setAttribute('aria-activedescendant', `${id}-${active}`);
    else input.removeAttribute('aria-activedescendant');
  }

  function option({ command, description, usageHint }, index, isHint) {
    return el(
      'li',
      {
        id: `${id}-${index}`,
        role: 'option',
        'aria-selected': String(!isHint && index === active),
        // Before the box loses focus and the list closes.
        onpointerdown: (event) => {
          event.preventDefault();
          if (!isHint) accept(command);
        },
      },
      el(
        'span',
        { class: 'suggestion-command' },
        el('strong', {}, command),
        usageHint && el('span', {}, ` ${usageHint}`),
      ),
      el('span', { class: 'suggestion-description' }, description),
    );
  }

  /** True when the key was meant for the list. */
  function onKey(event) {
    if (!isOpen) return false;
    const chosen = matches[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      active = (active + (event.key === 'ArrowDown' ? 1 : matches.length - 1)) % matches.length;
      draw(false);
    } else if (event.key === 'Escape') {
      close();
    } else if (event.key === 'Tab' && !event.shiftKey) {
      accept(chosen.command);
    } else if (event.key === 'Enter' && !event.shiftKey && input.value !== chosen.command) {
      accept(chosen.command);
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  function close() {
    matches = [];
    draw(false);
  }

  return { element, update, onKey, close };
}
