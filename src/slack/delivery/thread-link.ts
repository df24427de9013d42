import type { Request } from '../../domain/request/request.ts';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { ShownStore } from './shown.ts';
import type { SlackCalls } from './slack-calls.ts';

export interface LinkDeps {
  readonly slack: Pick<SlackCalls, 'permalink'>;
  readonly shown: ShownStore;
  readonly logger: Logger;
}

/** Where a request's thread is to be read; undefined where it has none. */
export async function threadLink(deps: LinkDeps, request: Request): Promise<string | undefined> {
  const { card } = (await deps.shown.read(request.id)).messages;
  return card && messageLink(deps, request.place.channel, card.ts);
}

/** The same, remembered for the next time: a link never changes, and Slack takes only so many questions. */
export async function keptThreadLink(deps: LinkDeps, { id, place }: Request): Promise<string | undefined> {
  const { card, link: known } = (await deps.shown.read(id)).messages;
  if (known) return known.ts;
  const link = card && (await messageLink(deps, place.channel, card.ts));
  if (link !== undefined) await deps.shown.writeMessage(id, 'link', { ts: link, digest: '' });
  return link;
}

/** Where a message is to be read. Undefined also when Slack does not tell now: an answer is worth more than its link. */
export async function messageLink(
  { slack, logger }: Pick<LinkDeps, 'slack' | 'logger'>,
  channel: string,
  ts: string,
): Promise<string | undefined> {
  try {
    return await slack.permalink(channel, ts);
  } catch (error) {
    logger.warn({ channel, error: messageOf(error) }, 'Slack gave no link to a message');
    return undefined;
  }
}
