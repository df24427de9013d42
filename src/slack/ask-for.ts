import type { Ask } from '../domain/asking/ask.ts';
import { clusterNamed } from '../domain/policy/judge.ts';
import type { Place } from '../domain/request/request.ts';
import type { Gateway } from './gateway.ts';
import { whichCluster } from './messages/which-cluster.ts';
import { type ReplyPrivately, WHO_ARE_YOU } from './private-reply.ts';

export interface Asking {
  readonly ask: Ask;
  readonly slackId: string;
  readonly place: Place;
  /** Told from what the person did (domain/request/request-id.ts), so a redelivery asks nothing twice. */
  readonly id: string;
  readonly responseUrl: string;
  readonly reply: ReplyPrivately;
}

/** Turns an ask into a request. A worker of the cluster looks into it next; its answer comes as card or private answer. */
export async function askFor(gateway: Gateway, asking: Asking): Promise<void> {
  const { ask, slackId, place, id, responseUrl, reply } = asking;
  const policy = gateway.policy();
  const cluster = clusterNamed(policy, ask.cluster);
  if (cluster === undefined) return reply(whichCluster(Object.keys(policy.clusters), ask));
  const requester = await gateway.people(slackId);
  if (!requester) return reply(WHO_ARE_YOU);
  await gateway.shown.writeResponseUrl(id, responseUrl);
  await gateway.requests.change(id, { type: 'asked', requester, place, ask, cluster });
}
