import type { Ask } from '../domain/asking/ask.ts';
import { coolDownUntil } from '../domain/policy/fair-use.ts';
import { clusterNamed } from '../domain/policy/judge.ts';
import type { Place } from '../domain/request/request.ts';
import type { Gateway } from './gateway.ts';
import type { Message } from './messages/blocks.ts';
import { askWhileFrozen, coolingDown, tooManyOpen } from './messages/not-taken.ts';
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

/**
 * Turns an ask into a request, unless Keyhole is frozen or its fair use is used up. A worker of the cluster looks into it
 * next; its answer comes as card or private answer.
 */
export async function askFor(gateway: Gateway, asking: Asking): Promise<void> {
  const { ask, slackId, place, id, responseUrl, reply } = asking;
  const policy = gateway.policy();
  const cluster = clusterNamed(policy, ask.cluster);
  if (cluster === undefined) return reply(whichCluster(Object.keys(policy.clusters), ask));
  const requester = await gateway.people(slackId);
  if (!requester) return reply(WHO_ARE_YOU);
  const notNow = await whyNotNow(gateway, asking);
  if (notNow !== undefined) return reply(notNow);
  await gateway.shown.writeResponseUrl(id, responseUrl);
  const { openPerPerson } = policy.fairUse;
  const asked = await gateway.requests.change(
    id,
    { type: 'asked', requester, place, ask, cluster },
    // An emergency waits for nothing; whoever may not break the glass is refused by the policy before anybody is asked.
    ask.breakGlass ? {} : { ofPerson: openPerPerson },
  );
  if (asked.kind === 'refused' && asked.code === 'too-many-of-person')
    await reply(tooManyOpen(openPerPerson));
}

async function whyNotNow(gateway: Gateway, { ask, slackId }: Asking): Promise<Message | undefined> {
  const frozen = await gateway.freeze.read();
  if (frozen) return askWhileFrozen(frozen);
  if (ask.breakGlass) return undefined;
  const { coolDown } = gateway.policy().fairUse;
  const denials = await gateway.requests.recentDenials(slackId);
  const until = coolDownUntil(denials, coolDown, gateway.now());
  return until === undefined ? undefined : coolingDown(until, coolDown);
}
