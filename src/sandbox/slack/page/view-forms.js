/** What one person has filled into modals and Home tabs, and how using and submitting them went. */
import { actInView, sentenceFor, submitView, suggestOptions } from './api.js';
import { optionsOf } from './forms/controls.js';
import { firstEntry, makeEntries } from './forms/entries.js';
import { makeParts } from './forms/parts.js';

/** `changed(viewId)` is called when a view must be drawn again though the app did not change it. */
export function makeViewForms({ personId, directory, changed }) {
  const forms = new Map();

  function formOf({ id }) {
    if (!forms.has(id)) forms.set(id, { entries: makeEntries(), busy: new Set(), errors: {}, trouble: '' });
    return forms.get(id);
  }

  async function use(view, element, blockId, entry) {
    const form = formOf(view);
    const name = `${blockId} ${element.action_id}`;
    if (form.busy.has(name)) return;
    form.busy.add(name);
    form.trouble = '';
    changed(view.id);
    const answer = await actInView(personId, view.id, {
      actionId: element.action_id,
      blockId,
      value: entry?.value,
      values: form.entries.values(view.blocks),
    });
    form.busy.delete(name);
    form.trouble = answer.ok ? '' : sentenceFor(answer);
    changed(view.id);
  }

  async function submit(view) {
    const form = formOf(view);
    if (form.busy.has('submit')) return;
    form.busy.add('submit');
    Object.assign(form, { errors: {}, trouble: '' });
    changed(view.id);
    const answer = await submitView(personId, view.id, form.entries.values(view.blocks));
    form.busy.delete('submit');
    form.errors = answer.kind === 'errors' ? answer.errors : {};
    form.trouble = answer.ok ? '' : answer.message;
    changed(view.id);
  }

  async function suggest(view, element, blockId, query) {
    const asked = { viewId: view.id, actionId: element.action_id, blockId, query };
    const answer = await suggestOptions(personId, asked);
    return answer.ok ? { options: optionsOf(answer) } : { options: [], note: sentenceFor(answer) };
  }

  return {
    partsOf: (view) => {
      const form = formOf(view);
      return makeParts({
        name: view.id,
        directory,
        isBusy: (blockId, actionId) => form.busy.has(`${blockId} ${actionId}`),
        entryOf: (blockId, element) =>
          form.entries.get(blockId, element.action_id) ??
          firstEntry(element, view.state?.values?.[blockId]?.[element.action_id]),
        setEntry: (blockId, element, entry) => form.entries.set(blockId, element.action_id, entry),
        use: (element, blockId, entry) => use(view, element, blockId, entry),
        suggest: (element, blockId, query) => suggest(view, element, blockId, query),
        errorOf: (blockId) => form.errors[blockId],
      });
    },
    submit,
    isSubmitting: (view) => formOf(view).busy.has('submit'),
    hasErrors: (view) => Object.keys(formOf(view).errors).length > 0,
    troubleOf: (view) => formOf(view).trouble,
  };
}
