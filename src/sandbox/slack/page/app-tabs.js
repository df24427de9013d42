/** The two sides of an app: its Home tab, and the messages between it and a person. */
import { el } from './dom.js';

/** `current` is "home" or "messages"; `choose` gets the other. An app that has only one of them has no tabs. */
export function appTabs({ workspace, current, choose }) {
  if (!workspace.homeTab || workspace.messagesTab === 'off') return undefined;
  return el(
    'nav',
    { class: 'app-tabs', 'aria-label': workspace.bot.appName },
    [
      ['home', 'Home'],
      ['messages', 'Messages'],
    ].map(([name, text]) =>
      el(
        'button',
        {
          type: 'button',
          'aria-current': name === current ? 'page' : undefined,
          data: { focus: `tab ${name}` },
          onclick: () => choose(name),
        },
        text,
      ),
    ),
  );
}
