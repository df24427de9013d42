/** The workspace as one person sees it: a channel and, beside or above it, a thread. */
import { makeClicks } from './buttons.js';
import { makeChannelPane } from './channel.js';
import { el, oncePerFrame } from './dom.js';
import { makeFiles } from './files.js';
import { tint } from './people.js';
import { makePersonStore } from './person-store.js';
import { makeThreadPane } from './thread.js';

/**
 * `directory()` gives the newest workspace, `memory` holds drafts and history, `openThread(ts or undefined)` changes
 * the route, `announce(text)` speaks, `workspaceChanged()` reads the workspace anew, `drawn()` follows every change.
 */
export function makeView({ personId, directory, memory, openThread, announce, workspaceChanged, drawn }) {
  const user = directory().user(personId);
  const head = el('div', { class: 'view-head' });
  const panes = el('div', { class: 'view-panes' });
  const element = el('section', { class: 'view', 'aria-label': `What ${user.name} sees` }, head, panes);
  tint(element, personId);
  const draw = oncePerFrame(drawNow);
  const clicks = makeClicks({ personId, changed: draw });
  const store = makePersonStore({ personId, changed: draw, added, workspaceChanged });
  const file = makeFiles();
  let channel;
  let thread;
  let shown = {};

  const context = {
    directory,
    personId,
    memory,
    workspaceChanged,
    openThread,
    forMessages: () => ({ directory: directory(), personId, clicks, file }),
  };

  function show({ channelId, threadTs }) {
    if (channelId !== shown.channelId) {
      channel?.stop();
      channel = makeChannelPane({ context, channelId });
    }
    if (channelId !== shown.channelId || threadTs !== shown.threadTs) {
      thread?.stop();
      thread = threadTs
        ? makeThreadPane({ context, channelId, threadTs, close: () => leaveThread(threadTs) })
        : undefined;
    }
    shown = { channelId, threadTs };
    store.open(channelId);
    place(0, channel.element);
    place(1, thread?.element);
    element.classList.toggle('has-thread', Boolean(thread));
    drawNow();
  }

  /** Puts a pane where it belongs and leaves one that stands there already alone: moving it would lose its scrolling. */
  function place(index, pane) {
    const there = panes.children[index];
    if (there === pane) return;
    there?.remove();
    if (pane) panes.insertBefore(pane, panes.children[index] ?? null);
  }

  function leaveThread(threadTs) {
    openThread(undefined);
    const root = [...panes.querySelectorAll('.pane-channel [data-ts]')].find(
      (row) => row.dataset.ts === threadTs,
    );
    root?.querySelector('[data-focus="replies"]')?.focus();
  }

  function drawNow() {
    if (!channel) return;
    const seen = store.channel(shown.channelId);
    channel.update(seen);
    thread?.update(seen);
    drawn();
  }

  function added(message) {
    // A direct message may come from a conversation that did not exist before.
    if (!directory().channel(message.channel)) workspaceChanged();
    const isHere = message.channel === shown.channelId && message.user !== personId;
    if (isHere)
      announce(
        `${directory().user(message.user, message.isBot).name}: ${(message.text ?? '').slice(0, 160)}`,
      );
  }

  return {
    personId,
    element,
    head,
    show,
    draw,
    isUnread: store.isUnread,
    isConnected: store.isConnected,
    fill: (text) => channel?.fill(text),
    focusThread: () => thread?.focus(),
    stop: () => {
      store.stop();
      channel?.stop();
      thread?.stop();
    },
  };
}
