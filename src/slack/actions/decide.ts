import { mayReview, type Review, type ReviewRight } from '../../domain/policy/approval.ts';
import { mayReviewRun } from '../../domain/policy/follow-up-allowed.ts';
import { type Reviewable, waitsForReview } from '../../domain/request/follow-up.ts';
import { frozenSentence } from '../../domain/request/frozen.ts';
import { type Person, samePerson } from '../../domain/request/person.ts';
import type { Event, Request } from '../../domain/request/request.ts';
import { tooBigToReview } from '../../domain/request/review-text.ts';
import type { Gateway } from '../gateway.ts';
import { type DecidedPart, nameOf } from '../modals/decide-form.ts';
import { alreadyDecided, extensionDecided, runDecided } from './already-decided.ts';
import { ownWords } from './own-words.ts';

export interface Deciding extends DecidedPart {
  readonly request: Request;
  readonly person: Person;
  readonly decision: 'approve' | 'deny';
  /** Why, as they wrote it. */
  readonly reason?: string;
}

const DECIDED_ALREADY = 'You have decided on this already; it needs someone else.';

/** Whether someone may decide so now, by the policy and the memberships of this moment. */
export async function mayDecide(gateway: Gateway, deciding: Deciding): Promise<ReviewRight> {
  const { request, run, extension } = deciding;
  if (extension !== undefined) return mayDecideExtension(gateway, request, extension, deciding);
  return run === undefined
    ? mayDecideRequest(gateway, deciding)
    : mayDecideRun(gateway, request, run, deciding);
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

async function mayDecideRun(
  gateway: Gateway,
  request: Request,
  index: number,
  deciding: Deciding,
): Promise<ReviewRight> {
  const run = request.runs[index];
  if (!run?.followUp || request.state !== 'active' || !waitsForReview(run))
    return mayNot(runDecided(request, index));
  return mayDecidePart(gateway, request, run.followUp, deciding);
}

async function mayDecideExtension(
  gateway: Gateway,
  request: Request,
  index: number,
  deciding: Deciding,
): Promise<ReviewRight> {
  const extension = request.extensions?.[index];
  if (!extension || request.state !== 'active' || extension.decision)
    return mayNot(extensionDecided(request, index));
  return mayDecidePart(gateway, request, extension, deciding);
}

/** Of what was asked for in an open session. */
async function mayDecidePart(
  gateway: Gateway,
  request: Request,
  asked: Reviewable,
  { person, decision }: Deciding,
): Promise<ReviewRight> {
  const frozen = decision === 'approve' ? await gateway.freeze.read() : undefined;
  if (frozen) return mayNot(frozenSentence(frozen));
  const right = mayReviewRun(gateway.policy(), request, asked, person);
  return right.kind === 'may' && decidedSo(asked.reviews, person, decision) ? mayNot(DECIDED_ALREADY) : right;
}

function decidedSo(reviews: readonly Review[], person: Person, decision: Review['decision']): boolean {
  return reviews.some((review) => samePerson(review.reviewer, person) && review.decision === decision);
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
    return `Whoever wants to ${decision} this ${nameOf(deciding)} has to say why, so nothing was changed: press the button again.`;
  }
  const review: Review = {
    reviewer: person,
    decision,
    groups: right.groups,
    ...(reason !== undefined && { reason }),
    at: gateway.now(),
  };
  const changed = await gateway.requests.change(request.id, reviewOf(deciding, review));
  if (changed.kind === 'changed') return undefined;
  return changed.code === 'already-reviewed' ? DECIDED_ALREADY : tooLate(deciding, changed.request);
}

function reviewOf({ run, extension }: Deciding, review: Review): Event {
  if (extension !== undefined) return { type: 'extension-reviewed', extension, review };
  return run === undefined ? { type: 'reviewed', review } : { type: 'run-reviewed', run, review };
}

function tooLate({ run, extension }: Deciding, request: Request | undefined): string {
  if (extension !== undefined) return extensionDecided(request, extension);
  return run === undefined ? alreadyDecided(request) : runDecided(request, run);
}

function mayNot(sentence: string): ReviewRight {
  return { kind: 'may-not', sentence };
}
