import { KeyholeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { asSlackTakesIt, type Message } from '../messages/blocks.ts';
import { shownHere } from '../messages/shown-here.ts';
import type { ShownStore } from './shown.ts';
import type { SlackCalls } from './slack-calls.ts';

export interface PrivateAnswerDeps {
  readonly slack: SlackCalls;
  readonly shown: ShownStore;
  readonly fetch: typeof fetch;
  readonly logger: Logger;
}

/** Whom a private answer is for. */
export interface Addressee {
  /** What its response URL is kept under: the id of what was asked. */
  readonly id: string;
  readonly channel: string;
  readonly slackId: string;
}

const TIMEOUT_MS = 10_000;

/**
 * Answers a person where nobody else sees it: through the slash command's response URL, which also works where
 * the bot is no member, else by an ephemeral message.
 */
export async function answerPrivately(
  deps: PrivateAnswerDeps,
  { id, channel, slackId }: Addressee,
  message: Message,
): Promise<void> {
  const url = await deps.shown.responseUrl(id);
  if (url !== undefined && (await throughResponseUrl(deps.fetch, url, message, 'ephemeral'))) return;
  const posted = await deps.slack.postPrivately(channel, slackId, message);
  if (posted.kind === 'refused') {
    deps.logger.warn({ id, error: posted.error }, 'a private answer reached nobody');
  }
}

/** Answers a person where everybody in the channel sees it, or where that fails, privately. */
export async function answerHere(
  deps: PrivateAnswerDeps,
  addressee: Addressee,
  message: Message,
): Promise<void> {
  const { id, channel, slackId } = addressee;
  const shown = shownHere(message, slackId);
  const url = await deps.shown.responseUrl(id);
  if (url !== undefined && (await throughResponseUrl(deps.fetch, url, shown, 'in_channel'))) return;
  const posted = await deps.slack.post({ channel }, shown);
  if (posted.kind === 'refused') await answerPrivately(deps, addressee, message);
}

/** Whether Slack took it; false when the URL is used up. Throws when trying again may help. */
async function throughResponseUrl(
  post: typeof fetch,
  url: string,
  message: Message,
  seenBy: 'ephemeral' | 'in_channel',
): Promise<boolean> {
  const response = await post(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response_type: seenBy, replace_original: false, ...asSlackTakesIt(message) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status === 429 || response.status >= 500) {
    throw new KeyholeError('response-url-failed', `Slack answered ${response.status} to a private answer.`);
  }
  return response.ok;
}
