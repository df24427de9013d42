import type { Person } from '../domain/request/person.ts';
import type { JournalEntry } from '../domain/request/request.ts';
import type { KeptSession } from './kept-session.ts';
import { codeSpan, plain, utc } from './markdown.ts';
import { entryText, personText } from './transcript-entry.ts';
import { sessionText } from './transcript-session.ts';

/** For whom a transcript is written, and when, in milliseconds since the epoch. */
export interface Writing {
  readonly for: Person;
  readonly at: number;
}

/** Of the happenings of a channel, which ones. */
export interface ChannelSpan {
  /** Such as `#incident`. */
  readonly channel: string;
  /** Absent: all that is kept. */
  readonly since?: number;
  /** How many requests are left out, as there are too many. */
  readonly leftOut: number;
}

/** What of the journals stands in the overview: who asked, who decided, what ran and how it ended. */
const IN_OVERVIEW: ReadonlySet<JournalEntry['type']> = new Set([
  ...(['asked', 'reviewed', 'cancelled', 'acknowledged', 'due', 'ended'] as const),
  ...(['run-asked', 'run-reviewed', 'run-stopped', 'run-refused', 'run-started', 'run-ended'] as const),
  ...(['extension-asked', 'extension-reviewed', 'extended', 'extension-failed'] as const),
]);

/** The transcript of one request, as Markdown. */
export function requestTranscript(kept: KeptSession, writing: Writing): string {
  return `# Debug request ${codeSpan(kept.request.id)}\n\n${written(writing)}\n\n${sessionText(kept)}\n`;
}

/** The transcript of what happened in a channel: an overview over all of it by time, then each request, the first asked first. */
export function channelTranscript(
  sessions: readonly KeptSession[],
  { channel, since, leftOut }: ChannelSpan,
  writing: Writing,
): string {
  const inOrder = sessions.toSorted((a, b) => a.request.askedAt - b.request.askedAt);
  const from = since === undefined ? '' : `, since ${utc(since)}`;
  return [
    `# Debugging in ${plain(channel)}${from}`,
    written(writing),
    ...(leftOut === 0
      ? []
      : [
          `${leftOut} earlier requests are left out: one file holds ${sessions.length}. A shorter --since tells less at once.`,
        ]),
    '## Overview',
    overview(inOrder, since ?? 0).join('\n') || 'Nothing happened.',
    ...inOrder.map((kept) => `## Request ${codeSpan(kept.request.id)}\n\n${sessionText(kept)}`),
  ]
    .join('\n\n')
    .concat('\n');
}

function written({ for: person, at }: Writing): string {
  return `Written by Keyhole for ${personText(person)}, ${utc(at)}. All times are UTC; secrets in what commands printed are redacted.`;
}

function overview(sessions: readonly KeptSession[], since: number): readonly string[] {
  return sessions
    .flatMap(({ request, journal }) =>
      journal
        .filter(({ type, at }) => at >= since && IN_OVERVIEW.has(type))
        .map((entry) => ({ entry, id: request.id, text: entryText(entry, request) })),
    )
    .toSorted((a, b) => a.entry.at - b.entry.at)
    .flatMap(({ entry, id, text }) =>
      text === undefined ? [] : [`- ${utc(entry.at)} ${codeSpan(id)} ${text}`],
    );
}
