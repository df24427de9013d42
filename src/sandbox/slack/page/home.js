/** The Home tab of the app, which it publishes for each person. */
import { openHome } from './api.js';
import { appTabs } from './app-tabs.js';
import { blocks } from './blocks.js';
import { el, icon } from './dom.js';
import { makeViewForms } from './view-forms.js';

/** `context` is that of a view; opening the pane tells the app, which may then publish. */
export function makeHomePane({ context }) {
  const { directory, personId } = context;
  const { workspace } = directory();
  const forms = makeViewForms({ personId, directory, changed: () => shown && draw() });
  const body = el('div', { class: 'home-body message-body' });
  const scroller = el(
    'div',
    { class: 'scroller home', tabindex: '0', role: 'region', 'aria-label': 'Home' },
    body,
  );
  const tabs = appTabs({ workspace, current: 'home', choose: context.openPlace });
  const element = el(
    'div',
    { class: 'pane pane-channel' },
    el(
      'header',
      { class: 'pane-head' },
      el('div', { class: 'pane-title' }, el('h2', {}, icon('keyhole'), workspace.bot.appName)),
      tabs,
    ),
    scroller,
  );
  let shown;
  let drawn;
  void openHome(personId, 'home');

  function update({ home, isLoading }) {
    shown = home;
    const state = isLoading ? 'loading' : (home?.hash ?? 'none');
    if (state === drawn) return;
    drawn = state;
    if (home) draw();
    else body.replaceChildren(isLoading ? '' : nothing());
  }

  function draw() {
    const name = body.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
    const trouble = forms.troubleOf(shown);
    const context_ = { directory: directory(), personId, ...forms.partsOf(shown) };
    body.replaceChildren(
      ...blocks(shown.blocks, context_),
      el('p', { class: 'error', role: 'alert' }, trouble ? [icon('alert'), trouble] : ''),
    );
    if (name) [...body.querySelectorAll('[data-focus]')].find((one) => one.dataset.focus === name)?.focus();
  }

  function nothing() {
    return el(
      'div',
      { class: 'empty' },
      el('div', { class: 'empty-mark' }, icon('keyhole')),
      el('h3', {}, 'Nothing here yet'),
      el('p', {}, `${workspace.bot.appName} has not shown ${directory().user(personId).name} anything here.`),
    );
  }

  return { element, update };
}
