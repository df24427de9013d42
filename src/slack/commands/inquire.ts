import type { Request } from '../../domain/request/request.ts';
import { inquiryTriggers } from '../../domain/request/triggers.ts';
import type { Inquiry } from '../../requests/inquiry.ts';
import { threadLink } from '../delivery/thread-link.ts';
import type { Gateway } from '../gateway.ts';
import type { Message } from '../messages/blocks.ts';
import { notKept } from '../messages/not-kept.ts';
import { requestStatus } from '../messages/request-status.ts';
import { type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';
import { mayLookInto, notFromHere } from './may-look-into.ts';

export interface Inquiring {
  readonly about: Inquiry['about'];
  readonly requestId: string;
  readonly slackId: string;
  /** Where it was typed. */
  readonly channel: string;
  /** Told from what the person did, so a redelivery asks nothing twice. */
  readonly id: string;
  readonly responseUrl: string;
  /** The answer is for everybody there. */
  readonly here?: true;
  readonly reply: ReplyPrivately;
  /** Where the answer itself goes. */
  readonly show: (message: Message) => Promise<void>;
}

/** `/debug status ID` and `/debug logs ID`: answered from the record where no container is, else by a worker of the cluster. */
export async function inquire(gateway: Gateway, inquiring: Inquiring): Promise<void> {
  const { about, requestId, slackId, channel, id, responseUrl, here, reply, show } = inquiring;
  const by = await gateway.people(slackId);
  if (!by) return reply(WHO_ARE_YOU);
  const request = await gateway.requests.load(requestId);
  if (!request) return reply(notKept(requestId));
  if (!(await mayLookInto(gateway, request, by, channel))) return reply(notFromHere(request));
  if (here && channel !== request.place.channel) {
    return reply(`The request ${requestId} can be shown to everybody only in the channel where its card is.`);
  }
  if (!hasContainer(request)) {
    const link = await threadLink(gateway, request);
    return show(requestStatus(request, { about, ...(link !== undefined && { link }) }));
  }
  await gateway.shown.writeResponseUrl(id, responseUrl);
  const { cluster } = request;
  const inquiry: Inquiry = {
    id,
    about,
    requestId,
    cluster,
    by,
    askedAt: gateway.now(),
    ...(here && { here }),
  };
  await gateway.inquiries.write(inquiry);
  await gateway.add(inquiryTriggers(inquiry));
}

/** Whether there is, or was, a container that this request may look at. */
function hasContainer({ lease, containerAdded, plan }: Request): boolean {
  return lease !== undefined && (containerAdded || plan?.reused === true);
}
