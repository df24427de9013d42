/** A button with a menu: what can be done with a message, an overflow element, the app's shortcuts. */
import { el, icon } from '../dom.js';
import { makeFloating } from './floating.js';

/**
 * `items()` gives {label, description, choose} for each entry when the menu opens; `picture` is the button's drawing
 * and `label` says what it is.
 */
export function makeMenu({ label, picture, className = 'icon-button', focus, items }) {
  const list = el('ul', { class: 'menu-list', role: 'menu', 'aria-label': label });
  const button = el(
    'button',
    {
      type: 'button',
      class: className,
      title: label,
      'aria-label': label,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      data: focus ? { focus } : {},
      onclick: () => (floating.isOpen() ? close() : open()),
      onkeydown: (event) => {
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        open();
      },
    },
    icon(picture),
  );
  const element = el('span', { class: 'menu-holder', onfocusout: leaving }, button, list);
  const floating = makeFloating(list, button);

  function open() {
    list.replaceChildren(...items().map(entry));
    floating.open();
    button.setAttribute('aria-expanded', 'true');
    list.querySelector('button')?.focus();
  }

  function close() {
    floating.close();
    button.setAttribute('aria-expanded', 'false');
  }

  function leaving(event) {
    if (!element.contains(event.relatedTarget)) close();
  }

  function entry({ label: text, description, choose }) {
    return el(
      'li',
      { role: 'none' },
      el(
        'button',
        {
          type: 'button',
          role: 'menuitem',
          tabindex: '-1',
          onclick: () => {
            close();
            button.focus();
            choose();
          },
        },
        el('span', {}, text),
        description && el('small', {}, description),
      ),
    );
  }

  list.addEventListener('keydown', (event) => {
    const entries = [...list.querySelectorAll('button')];
    const at = entries.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length, Home: 0, End: entries.length - 1 }[
      event.key
    ];
    if (event.key === 'Escape') {
      close();
      button.focus();
    } else if (next === undefined) return;
    else entries[next % entries.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  });

  return element;
}
