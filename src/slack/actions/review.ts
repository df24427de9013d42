import { mayReview } from '../../domain/policy/approval.ts';
import { tooBigToReview } from '../../domain/request/review-text.ts';
import type { Gateway } from '../gateway.ts';
import { alreadyDecided, type Click } from './clicks.ts';

/** Approve or Deny. Whether the person may is judged by the policy at the click, before the click counts for anything. */
export function review(decision: 'approve' | 'deny') {
  return async (gateway: Gateway, { request, person, reply }: Click): Promise<void> => {
    const grant = request.plan?.grant;
    if (request.state !== 'pending' || !grant) return reply(alreadyDecided(request));
    // Its card has no such button, but whoever sends a click need not have one.
    const tooBig = decision === 'approve' && request.plan ? tooBigToReview(request.plan) : undefined;
    if (tooBig !== undefined) return reply(tooBig);
    const right = mayReview(gateway.policy(), { requester: request.requester, ...grant }, person);
    if (right.kind === 'may-not') return reply(right.sentence);
    const changed = await gateway.requests.change(request.id, {
      type: 'reviewed',
      review: { reviewer: person, decision, groups: right.groups, at: gateway.now() },
    });
    if (changed.kind === 'changed') return;
    await reply(
      changed.code === 'already-reviewed'
        ? 'You have decided on this request already; it needs someone else.'
        : alreadyDecided(changed.request),
    );
  };
}
