import { wantsReview } from '../request/break-glass.ts';
import { type FollowUp, waitsForReview } from '../request/follow-up.ts';
import { type Person, samePerson } from '../request/person.ts';
import type { Request } from '../request/request.ts';
import { mayAcknowledge, mayReview, reviewerGroups } from './approval.ts';
import { mayReviewRun } from './follow-up-allowed.ts';
import { membershipOf } from './people.ts';
import type { Policy } from './policy.ts';

/** A run, by its place in its request. */
export interface RunOf {
  readonly request: Request;
  readonly run: number;
}

/** What of some requests concerns someone now: what was asked first is first, of what is over what ended last. */
export interface Concerns {
  /** Waits for this person's decision. */
  readonly toDecide: readonly Request[];
  /** Commands in open sessions that wait for this person's decision. */
  readonly runsToDecide: readonly RunOf[];
  /** Sessions of a broken glass that this person may review. */
  readonly toAcknowledge: readonly Request[];
  /** Sessions that this person may end. */
  readonly running: readonly Request[];
  /** This person's own that wait for something. */
  readonly waiting: readonly Request[];
  /** This person's own that are over. */
  readonly over: readonly Request[];
  /** Groups that would decide on some of them, where Slack did not tell whether this person is in them. */
  readonly unknown: readonly string[];
}

/** Sorts requests by what they are to someone, by the policy as it stands. */
export function concernsOf(policy: Policy, person: Person, requests: readonly Request[]): Concerns {
  const sorted = requests.toSorted((a, b) => a.askedAt - b.askedAt);
  const own = sorted.filter(({ requester }) => samePerson(requester, person));
  const over = own.filter(({ state }) => state === 'ended');
  const wanted = sorted.filter((request) => wantsReview(request) || waitsForSomeone(request));
  const groups = [...new Set(wanted.flatMap((request) => reviewerGroups(decidersOf(request))))];
  return {
    toDecide: sorted.filter((request) => waitsFor(policy, person, request)),
    runsToDecide: sorted.flatMap((request) => runsThatWait(policy, person, request)),
    toAcknowledge: sorted.filter(
      (request) => wantsReview(request) && mayAcknowledge(policy, request, person).kind === 'may',
    ),
    running: sorted.filter((request) => isRunning(request) && concerns(policy, person, request)),
    waiting: own.filter((request) => request.state !== 'ended' && !isRunning(request)),
    over: over.toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0)),
    unknown: membershipOf(policy, groups, person).unknown,
  };
}

/** Whether a request is someone's own, or one that they may decide on or review, whatever its state. */
export function concerns(policy: Policy, person: Person, request: Request): boolean {
  return samePerson(request.requester, person) || decides(policy, person, request);
}

/** Whether someone may decide on any request of any rule. */
export function isReviewer(policy: Policy, person: Person): boolean {
  const groups = policy.rules.flatMap(({ approvals }) => reviewerGroups(approvals));
  return membershipOf(policy, groups, person).in.length > 0;
}

function waitsForSomeone({ state, runs }: Request): boolean {
  return state === 'pending' || (state === 'active' && runs.some(waitsForReview));
}

function waitsFor(policy: Policy, person: Person, request: Request): boolean {
  const hasDecided = request.reviews.some(({ reviewer }) => samePerson(reviewer, person));
  return request.state === 'pending' && !hasDecided && decides(policy, person, request);
}

function runsThatWait(policy: Policy, person: Person, request: Request): readonly RunOf[] {
  if (request.state !== 'active') return [];
  return request.runs.flatMap((run, index) =>
    run.followUp && waitsForReview(run) && mayDecideRun(policy, person, request, run.followUp)
      ? [{ request, run: index }]
      : [],
  );
}

function mayDecideRun(policy: Policy, person: Person, request: Request, followUp: FollowUp): boolean {
  return (
    followUp.reviews.every(({ reviewer }) => !samePerson(reviewer, person)) &&
    mayReviewRun(policy, request, followUp, person).kind === 'may'
  );
}

function isRunning({ state }: Request): boolean {
  return state === 'starting' || state === 'active';
}

function decides(policy: Policy, person: Person, request: Request): boolean {
  const { requester, plan } = request;
  if (!plan) return false;
  const { selfApproval } = plan.grant;
  return (
    mayReview(policy, { requester, selfApproval, approvals: decidersOf(request) }, person).kind === 'may'
  );
}

/** Whose word it takes: before a session, or of a broken glass after it. */
function decidersOf({ plan }: Request) {
  return plan?.grant.breakGlass?.reviewers ?? plan?.grant.approvals ?? [];
}
