/** The question that a Block Kit element may want answered before its click counts. */
import { el } from './dom.js';

/** Asks; true when the person confirms, false when they decline or press Escape. */
export function confirmClick({ title, text, confirm, deny, style }) {
  const dialog = el(
    'dialog',
    { class: 'dialog', 'aria-label': title?.text ?? 'Are you sure?' },
    el(
      'form',
      { method: 'dialog' },
      el('h2', {}, title?.text ?? 'Are you sure?'),
      text?.text && el('p', {}, text.text),
      el(
        'div',
        { class: 'dialog-buttons' },
        el('button', { class: 'button', value: 'deny' }, deny?.text ?? 'Cancel'),
        el(
          'button',
          { class: `button button-${style === 'danger' ? 'danger' : 'primary'}`, value: 'confirm' },
          confirm?.text ?? 'Yes',
        ),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'confirm');
    });
  });
}
