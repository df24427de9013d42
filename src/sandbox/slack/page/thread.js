/** The thread pane: the root, its replies, and a message box of its own. */
import { makeComposer } from './composer.js';
import { el, icon } from './dom.js';
import { isFollowUp } from './channel.js';
import { makeMessageList } from './message-list.js';
import { messageItem } from './message.js';

/** `close` leaves the thread; the other parameters are those of a channel pane and the root's `threadTs`. */
export function makeThreadPane({ context, channelId, threadTs, close }) {
  const { directory, personId } = context;
  const list = makeMessageList({ label: `Thread, as ${directory().user(personId).name} sees it` });
  const composer = makeComposer({
    context,
    channelId,
    threadTs,
    placeholder: `Reply as ${directory().user(personId).name}`,
    sending: list.toBottom,
  });
  composer.element.hidden =
    directory().channel(channelId).isIm && directory().workspace.messagesTab !== 'writable';
  const element = el(
    'aside',
    {
      class: 'pane pane-thread',
      'aria-label': `Thread of ${directory().user(personId).name}`,
      onkeydown: (event) => event.key === 'Escape' && !event.defaultPrevented && close(),
    },
    el(
      'header',
      { class: 'pane-head' },
      el(
        'button',
        { type: 'button', class: 'icon-button back', 'aria-label': 'Back to the channel', onclick: close },
        icon('back'),
      ),
      el(
        'div',
        { class: 'pane-title' },
        el('h2', {}, 'Thread'),
        el('p', {}, `in ${directory().titleOf(directory().channel(channelId)).text}`),
      ),
      el(
        'button',
        { type: 'button', class: 'icon-button close', 'aria-label': 'Close thread', onclick: close },
        icon('close'),
      ),
    ),
    list.element,
    composer.element,
  );

  function update(seen) {
    const [root] = seen.messages.filter((message) => message.ts === threadTs);
    const replies = seen.messages.filter(
      (message) => message.threadTs === threadTs && message.ts !== threadTs,
    );
    const made = context.forMessages();
    const replyItems = replies.map((message, index) =>
      messageItem(message, {
        context: made,
        isGrouped: index > 0 && isFollowUp(replies[index - 1], message),
      }),
    );
    list.update(
      [...(root ? [messageItem(root, { context: made })] : []), count(replies), ...replyItems],
      replies.at(-1)?.ts ?? threadTs,
    );
  }

  return { element, update, focus: composer.focus, stop: list.stop };
}

function count(replies) {
  const text =
    replies.length === 0
      ? 'No replies yet'
      : `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`;
  return {
    key: 'count',
    signature: text,
    build: () => el('li', { class: 'reply-count' }, el('span', {}, text)),
  };
}
