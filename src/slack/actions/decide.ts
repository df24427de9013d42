import { mayReview, type Review, type ReviewRight } from '../../domain/policy/approval.ts';
import { askersOf } from '../../domain/policy/follow-up-allowed.ts';
import { waitsForReview } from '../../domain/request/follow-up.ts';
import { frozenSentence } from '../../domain/request/frozen.ts';
import { type Person, samePerson } from '../../domain/request/person.ts';
import type { Request } from '../../domain/request/request.ts';
import { tooBigToReview } from '../../domain/request/review-text.ts';
import type { Gateway } from '../gateway.ts';
import { alreadyDecided, runDecided } from './already-decided.ts';
import { ownWords } from './own-words.ts';

export interface Deciding {
  readonly request: Request;
  readonly person: Person;
  readonly decision: 'approve' | 'deny';
  /** The index of a run that waits for review; absent: the request itself. */
  readonly run?: number;
  /** Why, as they wrote it. */
  readonly reason?: string;
}

const DECIDED_ALREADY = 'You have decided on this already; it needs someone else.';

/** Whether someone may decide so now, by the policy and the memberships of this moment. */
export async function mayDecide(gateway: Gateway, deciding: Deciding): Promise<ReviewRight> {
  return deciding.run === undefined
    ? mayDecideRequest(gateway, deciding)
    : mayDecideRun(gateway, deciding.request, deciding.run, deciding);
}

async function mayDecideRequest(
  gateway: Gateway,
  { request, person, decision }: Deciding,
): Promise<ReviewRight> {
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
  return right.kind === 'may' && decidedSo(reviews, person, decision) ? mayNot(DECIDED_ALREADY) : right;
}

/** Of a run neither who wants it may decide, nor whose session it is, unless the rule lets people approve their own. */
async function mayDecideRun(
  gateway: Gateway,
  request: Request,
  index: number,
  { person, decision }: Pick<Deciding, 'person' | 'decision'>,
): Promise<ReviewRight> {
  const run = request.runs[index];
  const { plan } = request;
  if (!run?.followUp || !plan || request.state !== 'active' || !waitsForReview(run))
    return mayNot(runDecided(request, index));
  const frozen = decision === 'approve' ? await gateway.freeze.read() : undefined;
  if (frozen) return mayNot(frozenSentence(frozen));
  const { by, needs: approvals, reviews } = run.followUp;
  const { selfApproval } = plan.grant;
  const rights = askersOf(request, by).map((requester) =>
    mayReview(gateway.policy(), { requester, approvals, selfApproval }, person),
  );
  const right =
    rights.find(({ kind }) => kind === 'may-not') ?? rights[0] ?? mayNot(runDecided(request, index));
  return right.kind === 'may' && decidedSo(reviews, person, decision) ? mayNot(DECIDED_ALREADY) : right;
}

function decidedSo(reviews: readonly Review[], person: Person, decision: Review['decision']): boolean {
  return reviews.some((review) => samePerson(review.reviewer, person) && review.decision === decision);
}

/**
 * Writes a decision down, after judging it by the policy of this moment: of a click and of a form that was sent alike.
 * Gives a sentence when it changed nothing.
 */
export async function decide(gateway: Gateway, deciding: Deciding): Promise<string | undefined> {
  const { request, person, decision, run } = deciding;
  const right = await mayDecide(gateway, deciding);
  if (right.kind === 'may-not') return right.sentence;
  const reason = await ownWords(gateway.redactor, deciding.reason);
  if (reason === undefined && request.plan?.grant.requireReason.includes(decision)) {
    return `Whoever wants to ${decision} this ${run === undefined ? 'request' : 'command'} has to say why, so nothing was changed: press the button again.`;
  }
  const review: Review = {
    reviewer: person,
    decision,
    groups: right.groups,
    ...(reason !== undefined && { reason }),
    at: gateway.now(),
  };
  const changed = await gateway.requests.change(
    request.id,
    run === undefined ? { type: 'reviewed', review } : { type: 'run-reviewed', run, review },
  );
  if (changed.kind === 'changed') return undefined;
  if (changed.code === 'already-reviewed') return DECIDED_ALREADY;
  return run === undefined ? alreadyDecided(changed.request) : runDecided(changed.request, run);
}

function mayNot(sentence: string): ReviewRight {
  return { kind: 'may-not', sentence };
}
