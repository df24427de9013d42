import { clusterNamed } from '../../domain/policy/judge.ts';
import type { Gateway } from '../gateway.ts';
import { ownPolicy } from '../messages/own-policy.ts';
import { type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';

export interface ShowingPolicy {
  readonly slackId: string;
  /** By name or alias. */
  readonly cluster?: string;
  readonly namespace?: string;
  readonly reply: ReplyPrivately;
}

/** `/debug policy`: tells someone, and nobody else, what they may do where. */
export async function showPolicy(gateway: Gateway, showing: ShowingPolicy): Promise<void> {
  const { slackId, namespace, reply } = showing;
  const policy = gateway.policy();
  const cluster = showing.cluster === undefined ? undefined : clusterNamed(policy, showing.cluster);
  if (showing.cluster !== undefined && cluster === undefined) {
    const known = Object.keys(policy.clusters).join(', ');
    return reply(`There is no cluster ${showing.cluster}. There are: ${known}.`);
  }
  const person = await gateway.people(slackId);
  if (!person) return reply(WHO_ARE_YOU);
  return reply(
    ownPolicy(policy, person, {
      ...(cluster !== undefined && { cluster }),
      ...(namespace !== undefined && { namespace }),
    }),
  );
}
