/** The side: the workspace, its channels, what can be typed, and whether the page is live. */
import { el, icon, keyed } from './dom.js';
import { avatar } from './people.js';

/** `chooseChannel(id)` and `fill(text)` are what its buttons do. `update` shows the newest state. */
export function makeSidebar({ chooseChannel, fill }) {
  const channels = el('ul', { class: 'side-list' });
  const apps = el('ul', { class: 'side-list' });
  const commands = el('ul', { class: 'side-list' });
  const status = el('p', { class: 'live', role: 'status' });
  const element = el(
    'nav',
    { class: 'sidebar', id: 'sidebar', 'aria-label': 'Workspace' },
    el('h2', {}, 'Channels'),
    channels,
    el('h2', {}, 'Apps'),
    apps,
    el('h2', {}, 'Try'),
    commands,
    el(
      'div',
      { class: 'side-foot' },
      el(
        'p',
        { class: 'side-note' },
        'A sandbox on this machine. Everyone here is you: switch at the top to see what they see.',
      ),
      status,
    ),
  );

  function channelItem(channel, { title, current, isMember, isUnread }) {
    const classes = ['side-item', isUnread && 'unread', !isMember && 'outside'].filter(Boolean).join(' ');
    return {
      key: channel.id,
      signature: JSON.stringify([title, current === channel.id, isMember, isUnread]),
      build: () =>
        el(
          'li',
          {},
          el(
            'button',
            {
              type: 'button',
              class: classes,
              'aria-current': current === channel.id ? 'page' : undefined,
              data: { focus: channel.id },
              onclick: () => chooseChannel(channel.id),
            },
            icon(title.icon),
            el('span', {}, title.text),
            isUnread && unreadDot(),
          ),
        ),
    };
  }

  /** The app opens at its Home tab, where it has one, unless there are new messages from it. */
  function appItem(directory, { channelId, isUnread }) {
    const { bot, homeTab } = directory.workspace;
    const isCurrent = ['home', 'messages'].includes(channelId) || directory.channel(channelId)?.isIm;
    return {
      key: bot.userId,
      signature: JSON.stringify([isCurrent, isUnread]),
      build: () =>
        el(
          'li',
          {},
          el(
            'button',
            {
              type: 'button',
              class: isUnread ? 'side-item unread' : 'side-item',
              'aria-current': isCurrent ? 'page' : undefined,
              data: { focus: bot.userId },
              onclick: () => chooseChannel(homeTab && !isUnread ? 'home' : 'messages'),
            },
            avatar(directory.user(bot.userId)),
            el('span', {}, bot.appName),
            el('span', { class: 'app-badge' }, 'APP'),
            isUnread && unreadDot(),
          ),
        ),
    };
  }

  function commandItem({ command, description, usageHint }) {
    return {
      key: command,
      signature: JSON.stringify([description, usageHint]),
      build: () =>
        el(
          'li',
          {},
          el(
            'button',
            {
              type: 'button',
              class: 'side-command',
              title: usageHint,
              data: { focus: command },
              onclick: () => fill(`${command} `),
            },
            el('code', {}, command),
            el('span', {}, description),
          ),
        ),
    };
  }

  return {
    element,
    /** Draws the channels that the given people know of. */
    update({ directory, people, channelId, isUnread, hasAppNews, isConnected }) {
      const visible = directory.workspace.channels.filter(
        (channel) => !channel.isIm && people.some((id) => directory.channelsFor(id).includes(channel)),
      );
      keyed(
        channels,
        visible.map((channel) =>
          channelItem(channel, {
            title: directory.titleOf(channel),
            current: channelId,
            isMember: people.some((id) => directory.isMember(channel.id, id)),
            isUnread: isUnread(channel.id),
          }),
        ),
      );
      const { homeTab, messagesTab } = directory.workspace;
      const hasApp = homeTab || messagesTab !== 'off';
      keyed(apps, hasApp ? [appItem(directory, { channelId, isUnread: hasAppNews() })] : []);
      keyed(commands, directory.workspace.commands.map(commandItem));
      const text = isConnected ? 'Live' : 'Connection lost, trying again…';
      if (status.textContent !== text) status.textContent = text;
      status.classList.toggle('is-lost', !isConnected);
    },
  };
}

function unreadDot() {
  return el('span', { class: 'unread-dot' }, el('span', { class: 'visually-hidden' }, 'new messages'));
}
