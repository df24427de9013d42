/** The workspace as one person sees it: a channel and, beside or above it, a thread. */
import { openHome } from './api.js';
import { makeChannelPane } from './channel.js';
import { makeClicks } from './clicks.js';
import { el, oncePerFrame } from './dom.js';
import { makeFiles } from './files.js';
import { makeHomePane } from './home.js';
import { makeModal } from './modal.js';
import { tint } from './people.js';
import { makePersonStore } from './person-store.js';
import { makeThreadPane } from './thread.js';

/**
 * `directory()` gives the newest workspace, `memory` holds drafts and history, `openThread(ts or undefined)` changes
 * the route and `openPlace(channelId)` too, `announce(text)` speaks, `workspaceChanged()` reads the workspace anew, `drawn()` follows every change.
 */
export function makeView({
  personId,
  directory,
  memory,
  openThread,
  openPlace,
  announce,
  workspaceChanged,
  drawn,
}) {
  const user = directory().user(personId);
  const head = el('div', { class: 'view-head' });
  const panes = el('div', { class: 'view-panes' });
  const element = el('section', { class: 'view', 'aria-label': `What ${user.name} sees` }, head, panes);
  tint(element, personId);
  const draw = oncePerFrame(drawNow);
  const clicks = makeClicks({ personId, directory, changed: draw });
  const store = makePersonStore({ personId, changed: draw, added, workspaceChanged });
  const modal = makeModal({ personId, directory, column: element, closed: () => store.loadViews() });
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
    openPlace,
    forMessages: () => ({ directory: directory(), personId, clicks, file }),
  };

  function show({ channelId: place_, threadTs }) {
    const channelId = channelOf(place_);
    if (place_ !== shown.place || channelId !== shown.channelId) {
      channel?.stop?.();
      channel = paneOf(place_, channelId);
    }
    if (channelId !== shown.channelId || threadTs !== shown.threadTs) {
      thread?.stop();
      thread =
        threadTs && channelId
          ? makeThreadPane({ context, channelId, threadTs, close: () => leaveThread(threadTs) })
          : undefined;
    }
    shown = { place: place_, channelId, threadTs };
    if (channelId) store.open(channelId);
    place(0, channel.element);
    place(1, thread?.element);
    element.classList.toggle('has-thread', Boolean(thread));
    drawNow();
  }

  /** The channel that a place stands for: "messages" is the conversation with the app, "home" is none. */
  function channelOf(name) {
    if (name === 'home') return undefined;
    return name === 'messages' ? directory().messagesOf(personId)?.id : name;
  }

  function paneOf(name, channelId) {
    if (channelId) return makeChannelPane({ context, channelId });
    // A conversation that does not exist yet comes with the next workspace.
    if (name === 'messages') void openHome(personId, 'messages').then(workspaceChanged);
    return makeHomePane({ context });
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
    modal.update(store.views().modal);
    if (shown.channelId) {
      const seen = store.channel(shown.channelId);
      channel.update(seen);
      thread?.update(seen);
    } else channel.update(store.views());
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
    fill: (text) => channel?.fill?.(text),
    focusThread: () => thread?.focus(),
    stop: () => {
      store.stop();
      modal.stop();
      channel?.stop?.();
      thread?.stop();
    },
  };
}
