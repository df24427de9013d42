/** One message as a row: who, when, what, and the way to its thread. */
import { runShortcut, sentenceFor } from './api.js';
import { attachment, blocks, isCard } from './blocks.js';
import { clockTime, fullTime } from './dates.js';
import { el, icon } from './dom.js';
import { makeMenu } from './forms/menu.js';
import { mrkdwn } from './mrkdwn.js';
import { avatar } from './people.js';

/**
 * The item for `keyed` of one message. `context` is {directory, personId, clicks, file, openThread?}; `replies`
 * (those below a root that stands in a channel) is left out inside a thread.
 */
export function messageItem(message, { context, isGrouped = false, replies = [] }) {
  return {
    key: message.ts,
    signature: JSON.stringify([
      message,
      isGrouped,
      context.clicks.signature(message.ts),
      replies.map((reply) => [reply.ts, reply.user, reply.ephemeral]),
    ]),
    build: () => row(message, { context, isGrouped, replies }),
  };
}

/** A card stands by itself: it has a frame, and its author is always named. */
export function isCardMessage(message) {
  return isCard(message.blocks ?? []);
}

function row(message, { context, isGrouped, replies }) {
  const author = context.directory.user(message.user, message.isBot);
  const error = context.clicks.errorOf(message.ts);
  const classes = ['message', isGrouped && 'grouped', message.ephemeral && 'ephemeral']
    .filter(Boolean)
    .join(' ');
  return el(
    'li',
    { class: classes, data: { ts: message.ts } },
    el('div', { class: 'gutter' }, isGrouped ? timeOf(message) : avatar(author)),
    el(
      'div',
      { class: 'message-main' },
      message.ephemeral && el('p', { class: 'ephemeral-note' }, icon('eye'), 'Only visible to you'),
      !isGrouped &&
        el(
          'div',
          { class: 'message-head' },
          el('strong', { class: 'author' }, author.name),
          author.isBot && el('span', { class: 'app-badge' }, 'APP'),
          timeOf(message),
          isCardMessage(message) && edited(message),
        ),
      body(message, context),
      message.files?.length && el('div', { class: 'files' }, message.files.map(context.file)),
      error && el('p', { class: 'error', role: 'alert' }, icon('alert'), error),
      replies.length > 0 && repliesLink(message, replies, context),
    ),
    !message.ephemeral && messageTools(message, context, replies),
  );
}

function timeOf(message) {
  return el(
    'time',
    {
      class: 'time',
      datetime: new Date(Number(message.ts) * 1000).toISOString(),
      title: fullTime(message.ts),
    },
    clockTime(message.ts),
  );
}

function body(message, context) {
  const content = el('div', { class: isCardMessage(message) ? 'message-body card' : 'message-body' });
  try {
    content.append(...bodyNodes(message, context));
  } catch (error) {
    // A malformed message must not take the others with it; its plain text is still worth reading.
    console.error('This message could not be drawn from its blocks.', message, error);
    content.replaceChildren(el('p', {}, message.text ?? ''));
  }
  if (message.editedTs && !isCardMessage(message)) content.append(edited(message));
  return content;
}

function edited({ editedTs }) {
  return editedTs && el('span', { class: 'edited', title: fullTime(editedTs) }, '(edited)');
}

function bodyNodes(message, context) {
  const within = {
    directory: context.directory,
    personId: context.personId,
    ...context.clicks.partsOf(message),
  };
  const main = message.blocks?.length
    ? blocks(message.blocks, within)
    : [el('div', { class: 'block-text' }, mrkdwn(message.text ?? '', within))];
  return [...main, ...(message.attachments ?? []).map((item) => attachment(item, within))];
}

function repliesLink(message, replies, context) {
  const visible = replies.filter((reply) => !reply.ephemeral).length;
  const private_ = replies.length - visible;
  const authors = [
    ...new Map(
      replies.map((reply) => [reply.user, context.directory.user(reply.user, reply.isBot)]),
    ).values(),
  ];
  const counts = [
    visible > 0 && `${visible} ${visible === 1 ? 'reply' : 'replies'}`,
    private_ > 0 && `${private_} only for you`,
  ].filter(Boolean);
  return el(
    'button',
    {
      type: 'button',
      class: 'replies',
      data: { focus: 'replies' },
      onclick: () => context.openThread(message.ts),
    },
    el('span', { class: 'avatars' }, authors.slice(0, 4).map(avatar)),
    el('span', { class: 'replies-count' }, counts.join(' · ')),
    el('span', { class: 'replies-last' }, `last at ${clockTime(replies.at(-1).ts)}`),
  );
}

/** What can be done with a message, shown where the pointer is. */
function messageTools(message, context, replies) {
  const shortcuts = context.directory.workspace.shortcuts.filter(({ kind }) => kind === 'message');
  const tools = [
    context.openThread && replies.length === 0 && replyTool(message, context),
    shortcuts.length > 0 && shortcutsMenu(message, context, shortcuts),
  ].filter(Boolean);
  return tools.length > 0 && el('div', { class: 'message-tools' }, tools);
}

function replyTool(message, context) {
  return el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      title: 'Reply in thread',
      'aria-label': 'Reply in thread',
      data: { focus: 'replies' },
      onclick: () => context.openThread(message.ts),
    },
    icon('thread'),
  );
}

function shortcutsMenu({ channel, ts }, { personId, clicks }, shortcuts) {
  const run = async (callbackId) => {
    const answer = await runShortcut(personId, { callbackId, channel, ts });
    if (!answer.ok) clicks.fail(ts, sentenceFor(answer));
  };
  return makeMenu({
    label: 'More actions',
    picture: 'dots',
    focus: 'more',
    items: () =>
      shortcuts.map(({ name, description, callbackId }) => ({
        label: name,
        description,
        choose: () => void run(callbackId),
      })),
  });
}
