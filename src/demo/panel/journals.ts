import { Redis } from 'ioredis';
import { openRequests } from '../../requests/requests.ts';
import { openShown } from '../../slack/delivery/shown.ts';
import type { JournalOf } from './journal-section.ts';

/** Finds the journals of Keyhole's requests by their threads, from what Redis holds. */
export interface Journals {
  of(channel: string, threadTs: string): Promise<JournalOf | undefined>;
  close(): void;
}

/** Opens a connection of its own that only reads. */
export function openJournals(url: string, prefix: string): Journals {
  const redis = new Redis(url);
  const requests = openRequests({ redis, prefix, now: Date.now, keepMs: 0, onChange: async () => undefined });
  const shown = openShown({ redis, prefix, keepMs: 0 });
  const idsByThread = new Map<string, string>();

  /** The card is the root of a request's thread. */
  const idOf = async (channel: string, threadTs: string): Promise<string | undefined> => {
    const thread = `${channel} ${threadTs}`;
    const known = idsByThread.get(thread);
    if (known !== undefined) return known;
    for (const id of await requests.changedIn(channel, 0)) {
      const { messages } = await shown.read(id);
      if (messages['card']?.ts !== threadTs) continue;
      idsByThread.set(thread, id);
      return id;
    }
    return undefined;
  };

  return {
    of: async (channel, threadTs) => {
      const id = await idOf(channel, threadTs);
      return id === undefined ? undefined : { id, entries: await requests.journal(id) };
    },
    close: () => redis.disconnect(),
  };
}
