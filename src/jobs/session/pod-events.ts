import type { Person } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import type { PodEventOptions } from '../../kubernetes/cluster.ts';

type PodEvent = Pick<PodEventOptions, 'name' | 'reason' | 'message'>;

/** The Event that a pod gets when a session starts in it: who and why it was let in, never what ran or came of it. */
export function startedEvent(request: Request): PodEvent {
  return {
    name: `keyhole-${request.id}.started`,
    reason: 'KeyholeSessionStarted',
    message: `Debug session of ${nameOf(request.requester)} started, ${approvals(request)}, request ${request.id}.`,
  };
}

/** The Event that a pod gets when a session in it has ended. */
export function endedEvent(request: Request): PodEvent {
  const outcome = request.outcome === undefined ? '' : ` (${request.outcome})`;
  return {
    name: `keyhole-${request.id}.ended`,
    reason: 'KeyholeSessionEnded',
    message: `Debug session of ${nameOf(request.requester)} ended${outcome}, ${approvals(request)}, request ${request.id}.`,
  };
}

function approvals({ reviews }: Request): string {
  const by = reviews.filter(({ decision }) => decision === 'approve').map(({ reviewer }) => nameOf(reviewer));
  return by.length > 0 ? `approved by ${by.join(', ')}` : 'no approval was needed';
}

function nameOf({ name, email }: Person): string {
  return email ?? name;
}
