import type { types } from '@slack/bolt';

/** What tells a message of ours from any other: which request it shows, and as what. A file has it in its name. */
export interface Mark {
  readonly request: string;
  readonly name: string;
  readonly file?: string;
}

/** Slack's `metadata` of a message, which nobody sees (docs.slack.dev/messaging/message-metadata). */
export function metadataOf({ request, name }: Mark): types.MessageMetadata {
  return { event_type: EVENT_TYPE, event_payload: { request, name } };
}

const EVENT_TYPE = 'keyhole';
/** Clocks differ: Slack's may be behind ours by so much, in seconds. */
const CLOCKS_DIFFER_S = 120;
const A_PAGE = 999;
const MOST_PAGES = 5;

interface Seen {
  readonly ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: object };
  readonly files?: readonly { readonly name?: string }[];
}

export interface Page {
  readonly messages?: readonly Seen[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

/** Where in a conversation to look: `readPage` asks for one page of it. */
export interface Look {
  readonly limit: number;
  readonly oldest: string;
  readonly include_all_metadata: true;
  readonly cursor?: string;
}

/**
 * Looks for a message of ours that was posted at `sinceMs` or later, such as one whose post was answered by nobody. At
 * most about 5,000 messages are read. @returns its `ts`
 */
export async function findPosted(
  readPage: (look: Look) => Promise<Page | undefined>,
  mark: Mark,
  sinceMs: number,
): Promise<string | undefined> {
  const oldest = String(Math.floor(sinceMs / 1000) - CLOCKS_DIFFER_S);
  let cursor = '';
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const from = cursor === '' ? {} : { cursor };
    const page = await readPage({ limit: A_PAGE, oldest, include_all_metadata: true, ...from });
    const found = page?.messages?.find((message) => isMarked(message, mark));
    if (found) return found.ts;
    cursor = page?.response_metadata?.next_cursor ?? '';
    if (cursor === '') return undefined;
  }
  return undefined;
}

function isMarked({ metadata, files }: Seen, { request, name, file }: Mark): boolean {
  if (file !== undefined) return files?.some((each) => each.name === file) ?? false;
  const payload = metadata?.event_type === EVENT_TYPE ? metadata.event_payload : undefined;
  return (
    payload !== undefined &&
    'request' in payload &&
    payload.request === request &&
    'name' in payload &&
    payload.name === name
  );
}
