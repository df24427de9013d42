import { announceChanged, announceDeleted, announcePosted } from './app-events.ts';
import type { Block, Message } from './messages.ts';
import { attachmentsWithIds, withIds } from './block-ids.ts';
import type { World } from './world.ts';

/** A message that has no timestamp yet. */
export type Draft = Omit<Message, 'ts' | 'edited'>;

/** What an edit replaces; null removes. */
export type Edit = {
  text?: string;
  blocks?: Block[] | null;
  attachments?: unknown[] | null;
  metadata?: unknown;
};

/** Stores a message and tells everybody: people who see it and, unless it is ephemeral, the app. */
export function post(draft: Draft, world: World): Message {
  const { blocks, attachments, ...rest } = draft;
  const message: Message = {
    ...rest,
    ts: world.timestamps(),
    ...(blocks ? { blocks: withIds(blocks) } : {}),
    ...(attachments ? { attachments: attachmentsWithIds(attachments) } : {}),
  };
  world.messages.add(message);
  world.feed.publish({ type: 'message', channel: message.channel, message });
  if (message.visibleTo !== undefined) return message;
  republishRoot(message, world);
  announcePosted(message, world);
  return message;
}

/** Changes a message in place. `editor` marks it as edited; response_urls edit without a mark, as Slack's do. */
export function edit(message: Message, change: Edit, world: World, editor?: string): void {
  const before = { ...message };
  if (change.text !== undefined) message.text = change.text;
  if (change.blocks === null) delete message.blocks;
  if (change.blocks) message.blocks = withIds(change.blocks);
  if (change.attachments === null) delete message.attachments;
  if (change.attachments) message.attachments = attachmentsWithIds(change.attachments);
  if (change.metadata !== undefined) message.metadata = change.metadata;
  if (editor !== undefined) message.edited = { user: editor, ts: world.timestamps() };
  world.feed.publish({ type: 'message_changed', channel: message.channel, message });
  if (message.visibleTo === undefined) announceChanged(message, before, world);
}

/** Removes a message; a root with replies leaves a tombstone, so that its thread stays. */
export function remove(message: Message, world: World): void {
  const before = { ...message };
  if (world.messages.summaryOf(message)) return leaveTombstone(message, before, world);
  world.messages.remove(message);
  world.feed.publish({ type: 'message_deleted', channel: message.channel, message: before });
  if (message.visibleTo !== undefined) return;
  republishRoot(message, world);
  announceDeleted(before, world);
}

function leaveTombstone(message: Message, before: Message, world: World): void {
  for (const key of ['blocks', 'attachments', 'files', 'metadata', 'edited'] as const) delete message[key];
  Object.assign(message, {
    subtype: 'tombstone',
    user: 'USLACKBOT',
    fromBot: false,
    text: 'This message was deleted.',
  });
  world.feed.publish({ type: 'message_changed', channel: message.channel, message });
  announceDeleted(before, world);
}

/** The root of a thread shows the number of replies. */
function republishRoot(reply: Message, world: World): void {
  const root = reply.threadTs === undefined ? undefined : world.messages.find(reply.channel, reply.threadTs);
  if (root) world.feed.publish({ type: 'message_changed', channel: root.channel, message: root });
}
