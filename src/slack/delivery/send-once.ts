import { AskedToWait } from '../../errors.ts';
import type { Mark } from './find-posted.ts';
import type { ShownMessage, ShownStore } from './shown.ts';
import type { Posted, SlackCalls, Thread } from './slack-calls.ts';

export interface SendOnceDeps {
  readonly slack: Pick<SlackCalls, 'findOwn'>;
  readonly shown: Pick<ShownStore, 'writeMessage' | 'forget'>;
}

/** Something that Slack is to get once: where, and what tells it from anything else. */
export interface Sending {
  readonly thread: Thread;
  readonly mark: Mark;
  /** Not sent before this, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** What is noted by the name that `tryingName` gives. */
  readonly tried: ShownMessage | undefined;
}

/** `found`: it is there from an attempt that nobody knew the end of, and it may say what held then. */
export type Sent = Posted | { readonly kind: 'found'; readonly ts: string };

/** The name under which it is noted that something is being sent. */
export function tryingName(name: string): string {
  return `trying-${name}`;
}

/**
 * Sends something. That it is being sent is noted before, so that after a lost reply or a crash in between the next attempt
 * looks for it first. Where the app may not read what was said, as in conversations with one person, it is sent again.
 */
export async function sendOnce(
  { slack, shown }: SendOnceDeps,
  { thread, mark, sinceMs, tried }: Sending,
  send: () => Promise<Posted>,
): Promise<Sent> {
  const { request, name } = mark;
  if (tried) {
    const ts = await slack.findOwn(thread, mark, sinceMs);
    if (ts !== undefined) return { kind: 'found', ts };
  } else await shown.writeMessage(request, tryingName(name), { ts: '', digest: '' });
  try {
    const sent = await send();
    if (sent.kind === 'refused') await shown.forget(request, tryingName(name));
    return sent;
  } catch (error) {
    // Slack took nothing for certain, and looking would cost more of what it limits.
    if (error instanceof AskedToWait) await shown.forget(request, tryingName(name));
    throw error;
  }
}
