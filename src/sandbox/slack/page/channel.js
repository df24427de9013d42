/** The channel pane: its head, its messages and its message box. */
import { setMembership, sentenceFor } from './api.js';
import { appTabs } from './app-tabs.js';
import { makeComposer } from './composer.js';
import { dayName, isSameDay } from './dates.js';
import { el, icon } from './dom.js';
import { emptyChannel } from './empty-channel.js';
import { makeMessageList } from './message-list.js';
import { isCardMessage, messageItem } from './message.js';
import { avatar } from './people.js';

const GROUP_SECONDS = 300;

/** `context` is that of a view; see view.js. */
export function makeChannelPane({ context, channelId }) {
  const { directory, personId } = context;
  const channel = () => directory().channel(channelId);
  const head = el('header', { class: 'pane-head' });
  const title = directory().titleOf(channel());
  const { bot } = directory().workspace;
  const place = channel().isIm ? bot.appName : `#${title.text}`;
  const list = makeMessageList({
    label: `Messages in ${place}, as ${directory().user(personId).name} sees them`,
  });
  const empty = el('div', { class: 'empty-slot' });
  const composer = makeComposer({
    context,
    channelId,
    placeholder: `Message ${place} as ${directory().user(personId).name}`,
    sending: list.toBottom,
  });
  const isReadOnly = channel().isIm && directory().workspace.messagesTab !== 'writable';
  const note = el('p', { class: 'read-only' }, 'Sending messages to this app has been turned off.');
  const element = el(
    'div',
    { class: 'pane pane-channel' },
    head,
    empty,
    list.element,
    composer.element,
    note,
  );

  function update(seen) {
    drawHead(seen);
    const roots = seen.messages.filter((message) => !message.threadTs || message.threadTs === message.ts);
    const isEmpty = roots.length === 0;
    empty.hidden = !isEmpty;
    list.element.hidden = isEmpty;
    composer.element.hidden = Boolean(seen.error) || isReadOnly;
    note.hidden = !isReadOnly;
    if (isEmpty) drawEmpty(seen);
    else clearEmpty();
    list.update(items(roots, seen.messages, context), roots.at(-1)?.ts);
  }

  function drawEmpty(seen) {
    const state = `${seen.isLoading} ${seen.error} ${directory().isMember(channelId, directory().workspace.bot.userId)}`;
    if (empty.dataset.state === state) return;
    empty.dataset.state = state;
    if (seen.isLoading) empty.replaceChildren();
    else if (seen.error) empty.replaceChildren(unreadable(seen));
    else
      empty.replaceChildren(
        emptyChannel({ directory: directory(), channel: channel(), personId, fill: composer.fill, addBot }),
      );
  }

  function clearEmpty() {
    empty.replaceChildren();
    delete empty.dataset.state;
  }

  function unreadable(seen) {
    const name = directory().user(personId).name;
    const isOutside = channel().isPrivate && !directory().isMember(channelId, personId);
    return el(
      'div',
      { class: 'empty' },
      el('div', { class: 'empty-mark' }, icon(isOutside ? 'lock' : 'alert')),
      el(
        'h3',
        {},
        isOutside
          ? `${name} is not in this ${channel().isIm ? 'conversation' : 'channel'}`
          : 'These messages could not be read',
      ),
      el('p', {}, isOutside ? 'Nothing that is said here reaches them.' : seen.sentence),
    );
  }

  function drawHead(seen) {
    const { topic, members } = channel();
    const state = JSON.stringify([channel(), seen.error]);
    if (head.dataset.state === state) return;
    head.dataset.state = state;
    const tabs = channel().isIm
      ? appTabs({ workspace: directory().workspace, current: 'messages', choose: context.openPlace })
      : undefined;
    head.replaceChildren(
      el(
        'div',
        { class: 'pane-title' },
        el('h2', {}, icon(title.icon), title.text),
        topic && el('p', {}, topic),
      ),
      el(
        'div',
        { class: 'members', title: members.map((id) => directory().user(id).name).join(', ') },
        el(
          'span',
          { class: 'avatars', 'aria-hidden': 'true' },
          members.map((id) => avatar(directory().user(id))),
        ),
        el('span', { class: 'visually-hidden' }, `${members.length} members`),
      ),
      !members.includes(bot.userId) && !seen.error
        ? el(
            'button',
            { type: 'button', class: 'button button-small', onclick: () => void addBot() },
            icon('plus'),
            `Add ${bot.appName}`,
          )
        : '',
      tabs ?? '',
    );
  }

  async function addBot() {
    const answer = await setMembership(personId, channelId, {
      member: true,
      who: directory().workspace.bot.userId,
    });
    composer.say(answer.ok ? '' : sentenceFor(answer));
    context.workspaceChanged();
  }

  return { element, update, fill: composer.fill, focus: composer.focus, stop: list.stop };
}

function items(roots, messages, context) {
  const repliesOf = Map.groupBy(
    messages.filter((message) => message.threadTs && message.threadTs !== message.ts),
    (message) => message.threadTs,
  );
  const made = { ...context.forMessages(), openThread: context.openThread };
  return roots.flatMap((message, index) => {
    const before = roots[index - 1];
    const isNewDay = !before || !isSameDay(before.ts, message.ts);
    const item = messageItem(message, {
      context: made,
      isGrouped: !isNewDay && isFollowUp(before, message) && !repliesOf.has(before.ts),
      replies: repliesOf.get(message.ts),
    });
    return isNewDay ? [day(message.ts), item] : [item];
  });
}

/** True when a message stands so close below one of the same author that the name need not be repeated. */
export function isFollowUp(before, message) {
  return (
    before.user === message.user &&
    !isCardMessage(message) &&
    Boolean(before.ephemeral) === Boolean(message.ephemeral) &&
    Number(message.ts) - Number(before.ts) < GROUP_SECONDS
  );
}

function day(ts) {
  const name = dayName(ts);
  return {
    key: `day ${name}`,
    signature: name,
    build: () => el('li', { class: 'day' }, el('span', {}, name)),
  };
}
