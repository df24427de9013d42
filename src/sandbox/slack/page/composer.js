/** The message box: messages, slash commands with suggestions, and the last things typed. */
import { runShortcut, sentenceFor, typeText } from './api.js';
import { el, icon } from './dom.js';
import { makeMenu } from './forms/menu.js';
import { makeSuggestions } from './suggestions.js';

/**
 * `context` is that of a view; drafts and history outlive the box in its `memory`. `sending()` is called before
 * anything is sent.
 */
export function makeComposer({ context, channelId, threadTs, placeholder, sending }) {
  const { personId, memory } = context;
  const place = [personId, channelId, threadTs].join(' ');
  const id = `box-${place.replaceAll(/\W/g, '-')}`;
  const history = memory.historyOf(personId);
  let recalled = history.length;
  let isSending = false;

  const input = el('textarea', {
    id,
    rows: '1',
    placeholder,
    'aria-label': placeholder,
    'aria-describedby': `${id}-note`,
    autocomplete: 'off',
    spellcheck: 'false',
    data: { focus: 'composer' },
  });
  const send = el('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, icon('send'));
  const note = el('p', { class: 'composer-note', id: `${id}-note`, role: 'alert' });
  const suggestions = makeSuggestions({
    id: `${id}-suggestions`,
    input,
    // Slash commands do not work in threads, in Slack as here.
    commands: () => (threadTs ? [] : context.directory().workspace.commands),
    accept: (command) => fill(`${command} `),
  });
  const form = el('form', { class: 'composer-box', onsubmit: submit }, shortcutsMenu(), input, send);
  const element = el('div', { class: 'composer' }, suggestions.element, form, note);

  input.value = memory.drafts.get(place) ?? '';
  input.addEventListener('input', () => {
    recalled = history.length;
    edited();
  });
  input.addEventListener('keydown', onKey);
  input.addEventListener('blur', () => suggestions.close());
  input.addEventListener('focus', () => suggestions.update());
  requestAnimationFrame(fit);

  /** The app's global shortcuts; undefined when it has none. */
  function shortcutsMenu() {
    const shortcuts = context.directory().workspace.shortcuts.filter(({ kind }) => kind === 'global');
    if (shortcuts.length === 0) return undefined;
    return makeMenu({
      label: 'Shortcuts',
      picture: 'bolt',
      items: () =>
        shortcuts.map(({ name, description, callbackId }) => ({
          label: name,
          description,
          choose: () => void shortcut(callbackId),
        })),
    });
  }

  async function shortcut(callbackId) {
    const answer = await runShortcut(personId, { callbackId });
    say(answer.ok ? '' : sentenceFor(answer));
  }

  function edited() {
    memory.drafts.set(place, input.value);
    say('');
    fit();
    suggestions.update();
  }

  function fit() {
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
    form.classList.toggle('has-text', input.value.trim() !== '');
    form.classList.toggle('is-command', !threadTs && input.value.startsWith('/'));
  }

  function fill(text) {
    input.value = text;
    input.focus();
    input.setSelectionRange(text.length, text.length);
    edited();
  }

  function onKey(event) {
    if (event.isComposing || suggestions.onKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === 'ArrowUp' && (input.value === '' || input.value === history[recalled])) {
      recall(event, Math.max(0, recalled - 1));
    } else if (event.key === 'ArrowDown' && recalled < history.length && input.value === history[recalled]) {
      recall(event, recalled + 1);
    }
  }

  function recall(event, index) {
    if (history.length === 0) return;
    event.preventDefault();
    fill(history[index] ?? '');
    suggestions.close();
    recalled = index;
  }

  async function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '' || isSending) return;
    isSending = true;
    history.push(text);
    input.value = '';
    edited();
    recalled = history.length;
    form.setAttribute('aria-busy', 'true');
    sending();
    const answer = await typeText(personId, { channel: channelId, text, threadTs });
    isSending = false;
    form.removeAttribute('aria-busy');
    if (answer.ok) return;
    // Nothing typed is lost: it comes back unless something new has been begun.
    if (input.value === '') {
      input.value = text;
      edited();
    }
    say(sentenceFor(answer));
  }

  function say(sentence) {
    note.replaceChildren(...(sentence ? [icon('alert'), sentence] : []));
  }

  return { element, fill, say, focus: () => input.focus({ preventScroll: true }) };
}
