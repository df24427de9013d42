/** What one person does to the elements of messages: what is under way, what was chosen, what went wrong. */
import { clickElement, sentenceFor, suggestOptions } from './api.js';
import { optionsOf } from './forms/controls.js';
import { firstEntry, makeEntries } from './forms/entries.js';
import { makeParts } from './forms/parts.js';

/** `changed` is called when anything of it changes; the messages are then drawn again. */
export function makeClicks({ personId, directory, changed }) {
  const busy = new Set();
  const errors = new Map();
  const chosen = new Map();
  const key = (ts, blockId, actionId) => [ts, blockId, actionId].join(' ');

  function entriesOf(ts) {
    if (!chosen.has(ts)) chosen.set(ts, makeEntries());
    return chosen.get(ts);
  }

  async function use(message, element, blockId, entry) {
    const name = key(message.ts, blockId, element.action_id);
    if (busy.has(name)) return;
    busy.add(name);
    errors.delete(message.ts);
    changed();
    const place = { channel: message.channel, ts: message.ts, actionId: element.action_id, blockId };
    const answer = await clickElement(personId, { ...place, value: entry?.value });
    busy.delete(name);
    if (!answer.ok) errors.set(message.ts, sentenceFor(answer));
    changed();
  }

  async function suggest(message, element, blockId, query) {
    const place = { channel: message.channel, ts: message.ts, actionId: element.action_id, blockId };
    const answer = await suggestOptions(personId, { ...place, query });
    return answer.ok ? { options: optionsOf(answer) } : { options: [], note: sentenceFor(answer) };
  }

  return {
    /** The nodes of a message's elements, ready to be used by this person. */
    partsOf: (message) =>
      makeParts({
        name: message.ts,
        directory,
        isBusy: (blockId, actionId) => busy.has(key(message.ts, blockId, actionId)),
        entryOf: (blockId, element) =>
          entriesOf(message.ts).get(blockId, element.action_id) ?? firstEntry(element),
        setEntry: (blockId, element, entry) => entriesOf(message.ts).set(blockId, element.action_id, entry),
        use: (element, blockId, entry) => use(message, element, blockId, entry),
        suggest: (element, blockId, query) => suggest(message, element, blockId, query),
        errorOf: () => undefined,
      }),
    errorOf: (ts) => errors.get(ts),
    fail: (ts, sentence) => {
      errors.set(ts, sentence);
      changed();
    },
    /** Text that differs whenever the message with this `ts` must be drawn again. */
    signature: (ts) =>
      `${errors.get(ts) ?? ''}|${[...busy].filter((name) => name.startsWith(`${ts} `)).join()}`,
  };
}
