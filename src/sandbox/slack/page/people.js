/** How people look, and the switch that makes you one of them. */
import { colourOf, initialsOf } from './directory.js';
import { el, icon } from './dom.js';

/** Initials on the person's colour, or the keyhole for the app. It stands beside the name, so it is decoration. */
export function avatar(user) {
  const element = el('span', { class: user.isBot ? 'avatar avatar-bot' : 'avatar', 'aria-hidden': 'true' });
  if (user.isBot) element.append(icon('keyhole'));
  else element.textContent = initialsOf(user.name);
  element.style.setProperty('--person', colourOf(user.id));
  return element;
}

/** Gives an element and all inside it the colour of the person who looks. */
export function tint(element, personId) {
  element.style.setProperty('--person', colourOf(personId));
}

/** One sentence that says as whom the workspace is seen. */
export function youAre(user) {
  return el(
    'p',
    { class: 'you-are' },
    avatar(user),
    el(
      'span',
      {},
      'You are ',
      el('strong', {}, user.name),
      user.title && el('span', { class: 'you-are-title' }, `, ${lowerFirst(user.title)}`),
    ),
  );
}

/** Keeps "SRE lead" and makes "On-call engineer" fit the middle of a sentence. */
function lowerFirst(title) {
  return /^[A-Z][a-z]/.test(title) ? title[0].toLowerCase() + title.slice(1) : title;
}

/** A button for each person of the workspace; `choose` gets the id of the one that was clicked. */
export function switcher(directory, { current, choose, label }) {
  return el(
    'div',
    { class: 'switcher', role: 'group', 'aria-label': label },
    directory.workspace.people.map(({ id }) => {
      const user = directory.user(id);
      const [first, ...rest] = user.name.split(' ');
      const button = el(
        'button',
        {
          type: 'button',
          class: 'switch',
          'aria-pressed': id === current ? 'true' : 'false',
          title: [user.name, user.title].filter(Boolean).join(', '),
          data: { focus: `person ${id}` },
          onclick: () => choose(id),
        },
        avatar(user),
        el('span', { class: 'switch-name' }, first),
        el(
          'span',
          { class: 'visually-hidden' },
          ` ${[rest.join(' '), user.title].filter(Boolean).join(', ')}`,
        ),
      );
      button.style.setProperty('--chosen', colourOf(id));
      return button;
    }),
  );
}
