import { code } from '../text.ts';
import { type Message, section } from './blocks.ts';
import { linked } from './linked.ts';

/** What whoever asked for a transcript hears when it is there. */
export function transcriptIsThere(requestId: string, link: string | undefined): Message {
  const there = link === undefined ? 'its thread' : linked(link, 'its thread');
  return {
    text: `The transcript of the request ${requestId} is in its thread.`,
    blocks: [section(`The transcript of the request ${code(requestId)} is in ${there}.`)],
  };
}

/** Errors that say the bot is not where the file should go. */
const NOT_THERE: ReadonlySet<string> = new Set(['not_in_channel', 'channel_not_found']);

/** Why Slack did not take the file, and what to do. */
export function transcriptNotTaken(error: string): string {
  if (NOT_THERE.has(error))
    return 'I am not in that channel, so I cannot put a file into it: have someone there type `/invite @keyhole`, then ask again.';
  if (error === 'is_archived') return 'That channel is archived, so no file can be put into it.';
  return `Slack did not take the transcript (${error}): try again, and tell whoever runs Keyhole if it stays so.`;
}
