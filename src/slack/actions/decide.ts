import { mayReview } from '../../domain/policy/approval.ts';
import { frozenSentence } from '../../domain/request/frozen.ts';
import { type Person, samePerson } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import { tooBigToReview } from '../../domain/request/review-text.ts';
import type { Gateway } from '../gateway.ts';
import { alreadyDecided } from './already-decided.ts';
import { ownWords } from './own-words.ts';

export interface Deciding {
  readonly request: Request;
  readonly person: Person;
  readonly decision: 'approve' | 'deny';
  /** Why, as they wrote it. */
  readonly reason?: string;
}

export type RightToDecide =
  | { readonly kind: 'may'; readonly groups: readonly string[] }
  | { readonly kind: 'may-not'; readonly sentence: string };

const DECIDED_ALREADY = 'You have decided on this request already; it needs someone else.';

/** Whether someone may decide so now, by the policy and the memberships of this moment. */
export async function mayDecide(
  gateway: Gateway,
  { request, person, decision }: Deciding,
): Promise<RightToDecide> {
  const { state, plan, requester, reviews } = request;
  if (state !== 'pending' || !plan) return mayNot(alreadyDecided(request));
  if (decision === 'approve') {
    // Its card has no such button, but whoever sends a click need not have one.
    const tooBig = tooBigToReview(plan);
    if (tooBig !== undefined) return mayNot(tooBig);
    const frozen = await gateway.freeze.read();
    if (frozen) return mayNot(frozenSentence(frozen));
  }
  const right = mayReview(gateway.policy(), { requester, ...plan.grant }, person);
  if (right.kind === 'may-not') return right;
  const before = reviews.find(({ reviewer }) => samePerson(reviewer, person));
  return before?.decision === decision ? mayNot(DECIDED_ALREADY) : right;
}

/**
 * Writes a decision down, after judging it by the policy of this moment: of a click and of a form that was sent alike.
 * Gives a sentence when it changed nothing.
 */
export async function decide(gateway: Gateway, deciding: Deciding): Promise<string | undefined> {
  const { request, person, decision } = deciding;
  const right = await mayDecide(gateway, deciding);
  if (right.kind === 'may-not') return right.sentence;
  const reason = await ownWords(gateway.redactor, deciding.reason);
  if (reason === undefined && request.plan?.grant.requireReason.includes(decision)) {
    return `Whoever wants to ${decision} this request has to say why, so nothing was changed: press the button again.`;
  }
  const changed = await gateway.requests.change(request.id, {
    type: 'reviewed',
    review: {
      reviewer: person,
      decision,
      groups: right.groups,
      ...(reason !== undefined && { reason }),
      at: gateway.now(),
    },
  });
  if (changed.kind === 'changed') return undefined;
  return changed.code === 'already-reviewed' ? DECIDED_ALREADY : alreadyDecided(changed.request);
}

function mayNot(sentence: string): RightToDecide {
  return { kind: 'may-not', sentence };
}
