import { clusterNamed } from '../../domain/policy/judge.ts';
import type { Gateway } from '../gateway.ts';
import type { Message } from '../messages/blocks.ts';
import { ownImages } from '../messages/own-images.ts';
import { ownPolicy } from '../messages/own-policy.ts';
import { type ReplyPrivately, WHO_ARE_YOU } from '../private-reply.ts';

export interface ShowingPolicy {
  /** All of it, or the images alone. */
  readonly kind: 'policy' | 'images';
  readonly slackId: string;
  /** By name or alias. */
  readonly cluster?: string;
  readonly namespace?: string;
  readonly reply: ReplyPrivately;
  /** Where the answer itself goes. */
  readonly show: (message: Message) => Promise<void>;
}

/** `/debug policy` and `/debug images`: tells someone what they may do where, and with which images. */
export async function showPolicy(gateway: Gateway, showing: ShowingPolicy): Promise<void> {
  const { kind, slackId, namespace, reply, show } = showing;
  const policy = gateway.policy();
  const cluster = showing.cluster === undefined ? undefined : clusterNamed(policy, showing.cluster);
  if (showing.cluster !== undefined && cluster === undefined) {
    const known = Object.keys(policy.clusters).join(', ');
    return reply(`There is no cluster ${showing.cluster}. There are: ${known}.`);
  }
  const person = await gateway.people(slackId);
  if (!person) return reply(WHO_ARE_YOU);
  const message = kind === 'images' ? ownImages : ownPolicy;
  return show(
    message(policy, person, {
      ...(cluster !== undefined && { cluster }),
      ...(namespace !== undefined && { namespace }),
    }),
  );
}
