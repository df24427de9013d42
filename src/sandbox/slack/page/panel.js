/** The panel beside the conversations: what happens underneath, as the sandbox's owner tells it, kept live. */
import { panelEventsUrl } from './api.js';
import { el, icon, keyed } from './dom.js';

const RETRY_MS = 1500;
const clock = new Intl.DateTimeFormat([], {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** `close()` is what its button does. It follows a place only while it is shown. */
export function makePanel({ title, close }) {
  const body = el('div', {
    class: 'scroller panel-body',
    tabindex: '0',
    role: 'region',
    'aria-labelledby': 'panel-title',
  });
  const element = el(
    'aside',
    {
      class: 'panel',
      id: 'panel',
      hidden: true,
      'aria-labelledby': 'panel-title',
      onkeydown: (event) => event.key === 'Escape' && close(),
    },
    el(
      'header',
      { class: 'pane-head' },
      el('div', { class: 'pane-title' }, el('h2', { id: 'panel-title' }, icon('layers'), title)),
      el(
        'button',
        { type: 'button', class: 'icon-button', 'aria-label': `Close: ${title}`, onclick: close },
        icon('close'),
      ),
    ),
    body,
  );
  let source;
  let retry;
  let followed;

  function follow(place) {
    const url = place && panelEventsUrl(place);
    if (url === followed) return;
    followed = url;
    clearTimeout(retry);
    source?.close();
    if (url) connect(url);
  }

  function connect(url) {
    source = new EventSource(url);
    source.onmessage = ({ data }) => draw(JSON.parse(data));
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(() => connect(url), RETRY_MS);
    };
  }

  function draw({ sections, sentence }) {
    if (!sections) {
      body.replaceChildren(el('p', { class: 'error' }, icon('alert'), sentence));
      return;
    }
    body.querySelector(':scope > .error')?.remove();
    keyed(
      body,
      sections.map(({ title: name }) => ({ key: name, signature: name, build: () => el('section', {}) })),
    );
    sections.forEach((section, index) => drawSection(body.children[index], section));
  }

  return {
    element,
    /** Shows it for a place ({channelId, threadTs}), or hides it. */
    update({ isOpen, place }) {
      element.hidden = !isOpen;
      follow(isOpen ? place : undefined);
    },
    focus: () => body.focus(),
  };
}

function drawSection(element, { title, about, groups }) {
  const head = { key: 'head', signature: about, build: () => sectionHead(title, about) };
  keyed(element, [
    head,
    ...groups.map((group, index) => ({
      key: `group ${group.title ?? index}`,
      signature: group.title ?? '',
      build: () =>
        el('div', { class: 'panel-group' }, group.title && el('h4', {}, group.title), el('ul', {})),
    })),
  ]);
  groups.forEach(({ entries }, index) =>
    keyed(
      element.children[index + 1].querySelector('ul'),
      entries.map((entry) => ({
        key: entry.id,
        signature: JSON.stringify(entry),
        build: () => entryItem(entry),
      })),
    ),
  );
}

function sectionHead(title, about) {
  return el('div', { class: 'panel-section-head' }, el('h3', {}, title), el('p', {}, about));
}

function entryItem({ title, tone, state, number, at, note, details = [], entries = [] }) {
  return el(
    'li',
    { class: `panel-entry tone-${tone}` },
    el(
      'div',
      { class: 'panel-entry-head' },
      number === undefined
        ? el('span', { class: 'panel-dot', 'aria-hidden': 'true' })
        : el('span', { class: 'panel-number' }, String(number)),
      el('span', { class: 'panel-entry-title' }, title),
      state && el('span', { class: 'panel-state' }, state),
      at !== undefined &&
        el('time', { class: 'time', datetime: new Date(at).toISOString() }, clock.format(at)),
    ),
    note && el('p', { class: 'panel-note' }, note),
    details.length > 0 &&
      el(
        'dl',
        { class: 'panel-details' },
        details.map(({ name, text, isCode }) => [
          el('dt', {}, name),
          el('dd', {}, isCode ? el('code', {}, text) : text),
        ]),
      ),
    entries.length > 0 && el('ul', { class: 'panel-inner' }, entries.map(entryItem)),
  );
}
