import { concernsOf } from '../../domain/policy/concerns.ts';
import type { Request } from '../../domain/request/request.ts';
import { threadLink } from '../delivery/thread-link.ts';
import type { Gateway } from '../gateway.ts';
import type { Message } from '../messages/blocks.ts';
import { listedOf, requestList } from '../messages/request-list.ts';
import { type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';

export interface Listing {
  readonly slackId: string;
  readonly reply: ReplyPrivately;
  /** Where the answer itself goes. */
  readonly show: (message: Message) => Promise<void>;
}

/** `/debug list`: what is open of one's own, and what waits for one's review, wherever it was asked. */
export async function list(gateway: Gateway, { slackId, reply, show }: Listing): Promise<void> {
  const person = await gateway.people(slackId);
  if (!person) return reply(WHO_ARE_YOU);
  const ids = await gateway.requests.unsettled();
  const requests = (await Promise.all(ids.map((id) => gateway.requests.load(id)))).filter(
    (request) => request !== undefined,
  );
  const concerns = concernsOf(gateway.policy(), person, requests);
  await show(requestList(concerns, await linksOf(gateway, listedOf(concerns))));
}

async function linksOf(gateway: Gateway, requests: readonly Request[]): Promise<ReadonlyMap<string, string>> {
  const links = await Promise.all(
    [...new Set(requests)].map(async (request) => {
      const link = await threadLink(gateway, request);
      return link === undefined ? [] : [[request.id, link] as const];
    }),
  );
  return new Map(links.flat());
}
