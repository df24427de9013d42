import { isRecord } from './body-values.ts';
import type { SharedFile } from './uploads.ts';

export type Block = { type: string; block_id?: string; [key: string]: unknown };

/** A message as the workspace keeps it. `visibleTo` makes it ephemeral: one person sees it and no Web API method does. */
export type Message = {
  ts: string;
  channel: string;
  user: string;
  fromBot: boolean;
  text: string;
  threadTs?: string;
  blocks?: Block[];
  attachments?: unknown[];
  metadata?: unknown;
  files?: SharedFile[];
  edited?: { user: string; ts: string };
  subtype?: string;
  clientMsgId?: string;
  visibleTo?: string;
};

/** The blocks inside an attachment, where a coloured bar beside blocks puts them. */
export function blocksOfAttachment(attachment: unknown): Block[] {
  const blocks = isRecord(attachment) ? attachment['blocks'] : undefined;
  return Array.isArray(blocks) ? (blocks as Block[]) : [];
}

/** Every block of a message, those of its attachments included. */
export function allBlocks({ blocks = [], attachments = [] }: Message): Block[] {
  return [...blocks, ...attachments.flatMap(blocksOfAttachment)];
}

export type ReplySummary = { count: number; users: string[]; latest: string };

/** All messages of a workspace in memory, oldest first. */
export class MessageStore {
  readonly #messages: Message[] = [];

  add(message: Message): void {
    this.#messages.push(message);
  }

  /** A message of the channel's public record; ephemeral ones are found only by `findVisible`. */
  find(channel: string, ts: string): Message | undefined {
    return this.#messages.find((m) => m.channel === channel && m.ts === ts && m.visibleTo === undefined);
  }

  findVisible(channel: string, ts: string, viewer: string): Message | undefined {
    return this.visibleIn(channel, viewer).find((message) => message.ts === ts);
  }

  /** The public record of a channel: roots and replies, without anything ephemeral. */
  recordOf(channel: string): Message[] {
    return this.#messages.filter((m) => m.channel === channel && m.visibleTo === undefined);
  }

  /** What one person sees in a channel: the record and the ephemeral messages meant for them. */
  visibleIn(channel: string, viewer: string): Message[] {
    return this.#messages.filter(
      (m) => m.channel === channel && (m.visibleTo === undefined || m.visibleTo === viewer),
    );
  }

  repliesTo(root: Message): Message[] {
    return this.recordOf(root.channel).filter((m) => m.threadTs === root.ts && m.ts !== root.ts);
  }

  /** What a root says about its thread; undefined while nobody has replied. */
  summaryOf(root: Message): ReplySummary | undefined {
    const replies = this.repliesTo(root);
    const last = replies.at(-1);
    if (!last) return undefined;
    return {
      count: replies.length,
      users: [...new Set(replies.map((reply) => reply.user))],
      latest: last.ts,
    };
  }

  remove(message: Message): void {
    const index = this.#messages.indexOf(message);
    if (index >= 0) this.#messages.splice(index, 1);
  }
}
