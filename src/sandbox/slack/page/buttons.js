/** Block Kit buttons: their look, the question before a click, and what is busy or went wrong. */
import { clickButton, sentenceFor } from './api.js';
import { confirmClick } from './confirm.js';
import { el } from './dom.js';

/**
 * Keeps the clicks of one person in flight and the last failure of each message. `changed` is called when either
 * changes; the messages are then drawn again from `isBusy` and `errorOf`.
 */
export function makeClicks({ personId, changed }) {
  const busy = new Set();
  const errors = new Map();
  const key = (ts, blockId, actionId) => [ts, blockId, actionId].join(' ');

  async function click(message, element, blockId) {
    if (element.confirm && !(await confirmClick(element.confirm))) return;
    const name = key(message.ts, blockId, element.action_id);
    if (busy.has(name)) return;
    busy.add(name);
    errors.delete(message.ts);
    changed();
    const answer = await clickButton(personId, {
      channel: message.channel,
      ts: message.ts,
      actionId: element.action_id,
      blockId,
    });
    busy.delete(name);
    if (!answer.ok) errors.set(message.ts, sentenceFor(answer));
    changed();
  }

  /** The button of a message, ready to be clicked by this person. */
  function button(message, element, blockId, label) {
    const isBusy = busy.has(key(message.ts, blockId, element.action_id));
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
          void click(message, element, blockId);
        },
      },
      label,
    );
  }

  return {
    button,
    errorOf: (ts) => errors.get(ts),
    /** Text that differs whenever the message with this `ts` must be drawn again. */
    signature: (ts) =>
      `${errors.get(ts) ?? ''}|${[...busy].filter((name) => name.startsWith(`${ts} `)).join()}`,
  };
}
