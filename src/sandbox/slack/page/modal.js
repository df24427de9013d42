/** The modal that an app has opened for one person, as a dialog above everything of theirs. */
import { closeView } from './api.js';
import { blocks } from './blocks.js';
import { el, icon } from './dom.js';
import { rememberFocus } from './forms/give-back.js';
import { avatar, tint } from './people.js';
import { makeViewForms } from './view-forms.js';

/** `column` is the view of the person to whom it belongs; `closed` is called when the person has closed one. */
export function makeModal({ personId, directory, column, closed }) {
  const forms = makeViewForms({ personId, directory, changed: () => shown && draw() });
  const dialog = el('dialog', { class: 'modal', 'aria-labelledby': `modal-title-${personId}` });
  let shown;
  let giveBack = () => undefined;
  tint(dialog, personId);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    void close(false);
  });
  // Only a dialog above the whole page gets a `cancel` of its own.
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !dialog.matches(':modal')) void close(false);
  });
  const observer = new ResizeObserver(place);

  /** The modal stands in the middle of its person's column, and no wider. */
  function place() {
    const box = column.getBoundingClientRect();
    dialog.style.setProperty('--middle', `${box.left + box.width / 2}px`);
    dialog.style.setProperty('--room', `${box.width - 24}px`);
  }

  function update(view) {
    const isSame = view?.id === shown?.id && view?.hash === shown?.hash;
    const isOther = view?.id !== shown?.id;
    shown = view;
    if (!view) hide();
    else if (!isSame) {
      draw();
      if (!dialog.open) reveal();
      if (isOther) focusFirst();
    }
  }

  function reveal() {
    document.body.append(dialog);
    place();
    observer.observe(column);
    giveBack = rememberFocus();
    const isAlone = column.parentElement?.childElementCount === 1;
    if (isAlone) {
      dialog.showModal();
      return;
    }
    // Beside others it keeps only its own person from going on.
    column.inert = true;
    dialog.show();
  }

  function hide() {
    if (!dialog.open) return;
    observer.disconnect();
    column.inert = false;
    dialog.close();
    dialog.remove();
    giveBack();
  }

  async function close(everything) {
    const view = shown;
    if (!view) return;
    await closeView(personId, view.id, everything);
    closed();
  }

  async function submit(event) {
    event.preventDefault();
    const view = shown;
    await forms.submit(view);
    if (shown?.id === view.id && forms.hasErrors(view))
      dialog.querySelector('[aria-invalid="true"]')?.focus();
    closed();
  }

  function focusFirst() {
    const wanted = shown.blocks.find((block) => block.element?.focus_on_load);
    const first = wanted
      ? dialog.querySelector(`[data-focus="${CSS.escape(`${wanted.block_id} ${wanted.element.action_id}`)}"]`)
      : dialog.querySelector('.modal-body :is(input, textarea, button), .modal-foot button:last-child');
    (first ?? dialog).focus();
  }

  function draw() {
    const view = shown;
    const focused = dialog.contains(document.activeElement) ? document.activeElement : undefined;
    const name = focused?.dataset.focus;
    const selection =
      focused && 'selectionStart' in focused ? [focused.selectionStart, focused.selectionEnd] : [];
    const scrolled = dialog.querySelector('.modal-body')?.scrollTop ?? 0;
    dialog.replaceChildren(content(view));
    dialog.querySelector('.modal-body').scrollTop = scrolled;
    const heir =
      name && [...dialog.querySelectorAll('[data-focus]')].find((one) => one.dataset.focus === name);
    if (!heir) return;
    heir.focus();
    if (
      selection.length > 0 &&
      'setSelectionRange' in heir &&
      heir.type !== 'radio' &&
      heir.type !== 'checkbox'
    )
      heir.setSelectionRange(...selection);
  }

  function content(view) {
    const { bot } = directory().workspace;
    const trouble = forms.troubleOf(view);
    const isBelow = Boolean(view.previous_view_id);
    return el(
      'form',
      { novalidate: true, onsubmit: (event) => void submit(event) },
      el(
        'header',
        { class: 'modal-head' },
        avatar(directory().user(bot.userId)),
        el(
          'div',
          {},
          el('h2', { id: `modal-title-${personId}` }, view.title.text),
          el('p', {}, `Only ${directory().user(personId).name} sees this`),
        ),
        el(
          'button',
          {
            type: 'button',
            class: 'icon-button',
            'aria-label': 'Close',
            data: { focus: 'modal-close' },
            onclick: () => void close(true),
          },
          icon('close'),
        ),
      ),
      el(
        'div',
        { class: 'modal-body message-body' },
        blocks(view.blocks, { directory: directory(), personId, ...forms.partsOf(view) }),
      ),
      el('p', { class: 'error modal-trouble', role: 'alert' }, trouble ? [icon('alert'), trouble] : ''),
      el(
        'footer',
        { class: 'modal-foot' },
        el(
          'button',
          {
            type: 'button',
            class: 'button',
            data: { focus: 'modal-cancel' },
            onclick: () => void close(false),
          },
          view.close?.text ?? (isBelow ? 'Back' : view.submit ? 'Cancel' : 'Close'),
        ),
        view.submit &&
          el(
            'button',
            {
              type: 'submit',
              class: 'button button-primary',
              disabled: view.submit_disabled,
              'aria-busy': forms.isSubmitting(view) ? 'true' : undefined,
              data: { focus: 'modal-submit' },
            },
            view.submit.text,
          ),
      ),
    );
  }

  return { update, stop: hide };
}
