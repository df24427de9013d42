import type { JournalEntry } from '../../domain/request/request.ts';
import type { PanelEntry, PanelSection } from '../../sandbox/slack/side-panel.ts';
import { eventWords } from './event-words.ts';

/** A request and its journal, as far as the panel tells of them. */
export interface JournalOf {
  readonly id: string;
  readonly entries: readonly JournalEntry[];
}

/** What the panel tells of the request whose thread is open, or how to see one. */
export function journalSection(journal: JournalOf | undefined): PanelSection {
  if (!journal) {
    const about = 'Open a thread of Keyhole: every step of its request is written down here.';
    return { title: 'Journal', about, groups: [] };
  }
  return {
    title: 'Journal',
    about: `Every step of request ${journal.id}, in order. Nothing here is ever changed.`,
    groups: [{ entries: journal.entries.map(journalEntry) }],
  };
}

function journalEntry(entry: JournalEntry): PanelEntry {
  const { text, more, tone } = eventWords(entry);
  return {
    id: `${entry.seq}`,
    number: entry.seq,
    title: text,
    at: entry.at,
    tone,
    ...(more !== undefined && { note: more }),
  };
}
