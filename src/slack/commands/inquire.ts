import { mayReview } from '../../domain/policy/approval.ts';
import { type Person, samePerson } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import { inquiryTriggers } from '../../domain/request/triggers.ts';
import type { Inquiry } from '../../requests/inquiry.ts';
import { threadLink } from '../delivery/thread-link.ts';
import type { Gateway } from '../gateway.ts';
import { notKept } from '../messages/not-kept.ts';
import { requestStatus } from '../messages/request-status.ts';
import { type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';

export interface Inquiring {
  readonly about: Inquiry['about'];
  readonly requestId: string;
  readonly slackId: string;
  /** Where it was typed. */
  readonly channel: string;
  /** Told from what the person did, so a redelivery asks nothing twice. */
  readonly id: string;
  readonly responseUrl: string;
  readonly reply: ReplyPrivately;
}

/** `/debug status ID` and `/debug logs ID`: answered from the record where no container is, else by a worker of the cluster. */
export async function inquire(gateway: Gateway, inquiring: Inquiring): Promise<void> {
  const { about, requestId, slackId, channel, id, responseUrl, reply } = inquiring;
  const by = await gateway.people(slackId);
  if (!by) return reply(WHO_ARE_YOU);
  const request = await gateway.requests.load(requestId);
  if (!request) return reply(notKept(requestId));
  if (channel !== request.place.channel && !isPartOf(gateway, request, by)) {
    return reply(
      `Only its requester and those who may decide it can ask about the request ${requestId} from here: ask in the channel where its card is.`,
    );
  }
  if (!hasContainer(request)) {
    const link = await threadLink(gateway, request);
    return reply(requestStatus(request, { about, ...(link !== undefined && { link }) }));
  }
  await gateway.shown.writeResponseUrl(id, responseUrl);
  const inquiry: Inquiry = { id, about, requestId, cluster: request.cluster, by, askedAt: gateway.now() };
  await gateway.inquiries.write(inquiry);
  await gateway.add(inquiryTriggers(inquiry));
}

function isPartOf(gateway: Gateway, request: Request, person: Person): boolean {
  const { requester, plan, reviews } = request;
  if ([requester, ...reviews.map(({ reviewer }) => reviewer)].some((each) => samePerson(each, person)))
    return true;
  return (
    plan !== undefined && mayReview(gateway.policy(), { requester, ...plan.grant }, person).kind === 'may'
  );
}

/** Whether there is, or was, a container that this request may look at. */
function hasContainer({ lease, containerAdded, plan }: Request): boolean {
  return lease !== undefined && (containerAdded || plan?.reused === true);
}
