/** Buttons, menus and inputs of blocks as nodes that a person can use, in messages, modals and Home tabs alike. */
import { confirmClick } from '../confirm.js';
import { el, icon } from '../dom.js';
import { control, optionsOf } from './controls.js';
import { makeMenu } from './menu.js';

/**
 * `host` knows what is going on: {name (of the message or view), directory, isBusy(blockId, actionId),
 * entryOf(blockId, element), setEntry(blockId, element, entry), use(element, blockId, entry?), suggest(element, blockId,
 * query), errorOf(blockId)}.
 */
export function makeParts(host) {
  const idOf = (blockId, actionId) => `${host.name}-${blockId}-${actionId}`.replaceAll(/[^\w-]/g, '_');

  async function use(element, blockId, entry) {
    if (element.confirm && !(await confirmClick(element.confirm))) return;
    await host.use(element, blockId, entry);
  }

  function button(element, blockId, label) {
    const isBusy = host.isBusy(blockId, element.action_id);
    const style = ['primary', 'danger'].includes(element.style) ? ` button-${element.style}` : '';
    return el(
      'button',
      {
        type: 'button',
        class: `button${style}`,
        'aria-busy': isBusy ? 'true' : undefined,
        'aria-label': element.accessibility_label,
        data: { focus: `${blockId ?? ''} ${element.action_id}` },
        onclick: () => {
          if (element.url && /^https?:\/\//i.test(element.url))
            window.open(element.url, '_blank', 'noopener');
          void use(element, blockId);
        },
      },
      label,
    );
  }

  /** A menu or control that acts by itself; undefined for an element that this page cannot show. */
  function element(one, blockId) {
    if (one.type === 'overflow') return overflow(one, blockId);
    const act = (entry, isDone) => {
      host.setEntry(blockId, one, entry);
      if (isDone) void use(one, blockId, entry);
    };
    return field(one, blockId, { 'aria-label': one.placeholder?.text ?? 'Choose one' }, act);
  }

  function overflow(one, blockId) {
    return makeMenu({
      label: 'More',
      picture: 'dots',
      className: 'button',
      focus: `${blockId ?? ''} ${one.action_id}`,
      items: () =>
        optionsOf(one).map(({ value, text, description }) => ({
          label: text,
          description,
          choose: () => void use(one, blockId, { value }),
        })),
    });
  }

  function field(one, blockId, labels, change) {
    return control(one, {
      id: idOf(blockId, one.action_id),
      labels,
      entry: host.entryOf(blockId, one),
      change,
      suggest: (query) => host.suggest(one, blockId, query),
      directory: host.directory(),
      focus: `${blockId} ${one.action_id}`,
    });
  }

  /** An input block: its label, the control, what helps to fill it in, and what is wrong with it. */
  function input(block) {
    const { block_id: blockId, element: one, label, hint, optional } = block;
    const id = idOf(blockId, one.action_id);
    const error = host.errorOf(blockId);
    const change = (entry, isDone) => {
      host.setEntry(blockId, one, entry);
      if (isDone && block.dispatch_action) void use(one, blockId, entry);
    };
    const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
    const labels = {
      'aria-labelledby': `${id}-label`,
      'aria-describedby': described || undefined,
      'aria-invalid': error ? 'true' : undefined,
      'aria-required': optional ? undefined : 'true',
    };
    const made = field(one, blockId, labels, change);
    return (
      made &&
      el(
        'div',
        { class: error ? 'input-block is-wrong' : 'input-block' },
        el(
          'label',
          { id: `${id}-label`, for: id },
          label.text,
          optional && el('span', { class: 'optional' }, ' (optional)'),
        ),
        made,
        error && el('p', { class: 'error', id: `${id}-error` }, icon('alert'), error),
        hint && el('p', { class: 'hint', id: `${id}-hint` }, hint.text),
      )
    );
  }

  return { button, element, input };
}
