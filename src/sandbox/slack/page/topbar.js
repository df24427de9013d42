/** The top: the workspace's name, as whom it is seen, and the switch to somebody else or to two people at once. */
import { initialsOf } from './directory.js';
import { el, icon } from './dom.js';
import { switcher, tint, youAre } from './people.js';

/**
 * `be(id)` makes the reader one person, `compare(ids)` shows several; `toggleMenu` opens the sidebar on narrow screens,
 * `togglePanel` the panel, where the workspace has one.
 */
export function makeTopbar({ be, compare, toggleMenu, togglePanel }) {
  const element = el('header', { class: 'topbar' });

  function update({ directory, people, isPanelOpen }) {
    const { team, panel } = directory.workspace;
    const isComparing = people.length > 1;
    const focused = element.contains(document.activeElement)
      ? document.activeElement.dataset.focus
      : undefined;
    element.replaceChildren(
      el(
        'div',
        { class: 'brand' },
        el(
          'button',
          {
            type: 'button',
            class: 'icon-button menu',
            'aria-label': 'Channels',
            'aria-controls': 'sidebar',
            data: { focus: 'menu' },
            onclick: toggleMenu,
          },
          icon('menu'),
        ),
        el('span', { class: 'team-mark', 'aria-hidden': 'true' }, initialsOf(team.name)[0] ?? ''),
        el('h1', {}, team.name),
      ),
      isComparing ? together(directory, people) : youAre(directory.user(people[0])),
      el(
        'div',
        { class: 'topbar-tools' },
        !isComparing && el('span', { class: 'switcher-label', 'aria-hidden': 'true' }, 'Be'),
        !isComparing && switcher(directory, { current: people[0], choose: be, label: 'Be somebody else' }),
        el(
          'button',
          {
            type: 'button',
            class: 'button compare',
            'aria-pressed': String(isComparing),
            data: { focus: 'compare' },
            title: isComparing ? 'Back to one person' : 'See two people side by side',
            onclick: () => (isComparing ? be(people[0]) : compare(pair(directory, people[0]))),
          },
          icon('columns'),
          el('span', {}, isComparing ? 'One person' : 'Side by side'),
        ),
        panel &&
          el(
            'button',
            {
              type: 'button',
              class: 'button compare',
              'aria-expanded': String(isPanelOpen),
              'aria-controls': 'panel',
              data: { focus: 'panel' },
              title: 'What happens in the cluster and in the records',
              onclick: togglePanel,
            },
            icon('layers'),
            el('span', {}, panel.title),
          ),
      ),
    );
    tint(element, people[0]);
    if (focused)
      [...element.querySelectorAll('[data-focus]')].find((node) => node.dataset.focus === focused)?.focus();
  }

  return { element, update };
}

/** The reader and the first other person: who asks and who approves, as the workspace lists them. */
function pair(directory, personId) {
  const other = directory.workspace.people.find((person) => person.id !== personId);
  return other ? [personId, other.id] : [personId];
}

function together(directory, people) {
  const names = people.map((id) => directory.user(id).name.split(' ')[0]);
  return el(
    'p',
    { class: 'you-are' },
    el('span', {}, 'You see what ', el('strong', {}, new Intl.ListFormat('en').format(names)), ' see'),
  );
}
