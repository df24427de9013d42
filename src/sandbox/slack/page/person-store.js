/** What one person sees, kept live: the messages of the channels that were opened, and which others have news. */
import { eventsUrl, getMessages, getViews, sentenceFor } from './api.js';

const RETRY_MS = 1500;

/**
 * Follows the events of one person until `stop()`. `changed()` is called after every change, `added(message)` for
 * each message that arrives live, `workspaceChanged()` when channels or their members changed.
 */
export function makePersonStore({ personId, changed, added, workspaceChanged }) {
  const channels = new Map();
  const unread = new Set();
  let opened;
  let source;
  let retry;
  let wasOpen = false;
  let isConnected = true;
  let views = { isLoading: true };

  async function load(channelId) {
    const channel = channels.get(channelId) ?? { messages: new Map(), isLoading: true };
    channels.set(channelId, channel);
    channel.isStale = true;
    if (channel.isFetching) return;
    channel.isFetching = true;
    let answer;
    // An event during a fetch may be missing from its answer, so it is asked for anew.
    while (channel.isStale) {
      channel.isStale = false;
      answer = await getMessages(personId, channelId);
    }
    Object.assign(channel, { isFetching: false, isLoading: false, error: answer.error });
    channel.sentence = answer.ok ? undefined : sentenceFor(answer);
    if (answer.ok) channel.messages = new Map(answer.messages.map((message) => [message.ts, message]));
    changed();
  }

  async function loadViews() {
    const answer = await getViews(personId);
    if (!answer.ok) return;
    views = { modal: answer.modal, home: answer.home, isLoading: false };
    changed();
  }

  function open(channelId) {
    opened = channelId;
    unread.delete(channelId);
    if (!channels.has(channelId)) void load(channelId);
  }

  function take(event) {
    const { type, message } = event;
    const channelId = event.channel ?? message?.channel;
    if (type === 'channel_changed') {
      workspaceChanged();
      if (channels.has(channelId)) void load(channelId);
      return;
    }
    if (type === 'views_changed') {
      void loadViews();
      return;
    }
    if (channelId !== opened && type === 'message') unread.add(channelId);
    const channel = channels.get(channelId);
    if (channel) apply(channel, channelId, type, message);
    if (type === 'message' && message) added(message);
    changed();
  }

  function apply(channel, channelId, type, message) {
    if (channel.isFetching) channel.isStale = true;
    if (!message?.ts) void load(channelId);
    else if (type === 'message_deleted') channel.messages.delete(message.ts);
    else channel.messages.set(message.ts, message);
  }

  function connect() {
    source = new EventSource(eventsUrl(personId));
    source.onopen = () => {
      setConnected(true);
      void loadViews();
      // Whatever happened before the line was there, or while it was down, was not told: read it.
      for (const channelId of channels.keys()) void load(channelId);
      if (wasOpen) workspaceChanged();
      wasOpen = true;
    };
    source.onmessage = ({ data }) => take(JSON.parse(data));
    source.onerror = () => {
      setConnected(false);
      if (source.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(connect, RETRY_MS);
    };
  }

  function setConnected(value) {
    if (isConnected === value) return;
    isConnected = value;
    changed();
  }

  connect();
  return {
    open,
    /** {messages (oldest first), isLoading, error, sentence} of an opened channel. */
    channel: (channelId) => {
      const { messages, isLoading, error, sentence } = channels.get(channelId) ?? {
        messages: new Map(),
        isLoading: true,
      };
      const sorted = [...messages.values()].sort((a, b) => Number(a.ts) - Number(b.ts));
      return { messages: sorted, isLoading, error, sentence };
    },
    /** {modal, home, isLoading}: the newest modal and the Home tab, where there are any. */
    views: () => views,
    loadViews,
    isUnread: (channelId) => unread.has(channelId),
    isConnected: () => isConnected,
    stop: () => {
      clearTimeout(retry);
      source.close();
    },
  };
}
