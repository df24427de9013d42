import { approved } from '../policy/approval.ts';
import { glassIsBroken } from './break-glass.ts';
import { change, end, type EventOf, refuse, type Transition } from './changing.ts';
import { isDue, reminderAt } from './due.ts';
import { samePerson } from './person.ts';
import type { Request, Run } from './request.ts';

/** How long a worker may take to look into an ask, in milliseconds. */
export const ASKED_LIMIT_MS = 20_000;

export function asked(
  id: string,
  { requester, place, ask, cluster }: EventOf<'asked'>,
  now: number,
): Transition {
  return {
    kind: 'changed',
    request: {
      id,
      version: 1,
      state: 'asked',
      requester,
      place,
      ask,
      cluster,
      warnings: [],
      cardPosted: false,
      reviews: [],
      runs: [],
      containerAdded: false,
      released: false,
      askedAt: now,
      dueAt: now + ASKED_LIMIT_MS,
    },
  };
}

/** What nobody has to approve is approved by this. */
export function prepared(
  request: Request,
  { plan, digest, warnings, notes, choices }: EventOf<'prepared'>,
  now: number,
): Transition {
  const { limits, approvals } = plan.grant;
  const runs: Run[] = plan.runs.map(({ title, argv }) => ({ title, argv }));
  return change(request, {
    plan,
    digest,
    warnings,
    runs,
    ...(notes && { notes }),
    ...(choices && { choices }),
    ...(approved(approvals, [])
      ? { state: 'approved', decidedAt: now, dueAt: now + limits.unused * 1000 }
      : { state: 'pending', dueAt: request.askedAt + limits.pending * 1000 }),
  });
}

/** Once, while there is time left to decide in; judged on the record, so a timer that comes late reminds nobody. */
export function reminded(request: Request, _event: EventOf<'reminded'>, now: number): Transition {
  const at = reminderAt(request);
  if (at === undefined) return refuse('wrong-state');
  if (now < at) return refuse('not-due');
  return isDue(request, now) ? refuse('too-late') : change(request, { remindedAt: now });
}

/** Someone may change their mind while others are waited for; their last word stands, once. */
export function reviewed(request: Request, { review }: EventOf<'reviewed'>, now: number): Transition {
  if (isDue(request, now)) return refuse('too-late');
  // Two accounts may turn out to be one person only now, when Slack tells an address that it kept before.
  const [before, ...more] = request.reviews.filter(({ reviewer }) => samePerson(reviewer, review.reviewer));
  if (before?.decision === review.decision && more.length === 0) return refuse('already-reviewed');
  const others = request.reviews.filter(({ reviewer }) => !samePerson(reviewer, review.reviewer));
  const reviews = [...others, review];
  const grant = request.plan?.grant;
  const denials = reviews.filter(({ decision }) => decision === 'deny').length;
  if (denials >= (grant?.denials ?? 1)) return end(request, now, 'denied', { reviews, decidedAt: now });
  if (!grant || !approved(grant.approvals, reviews)) return change(request, { reviews });
  return change(request, {
    reviews,
    state: 'approved',
    decidedAt: now,
    dueAt: now + grant.limits.unused * 1000,
  });
}

/** Whether a request came to nothing by denials: to take it back once someone denied it is no way around the wait for those. */
export function wasDenied({ outcome, reviews, decidedAt }: Request): boolean {
  const before = decidedAt === undefined && reviews.some(({ decision }) => decision === 'deny');
  return outcome === 'denied' || (outcome === 'cancelled' && before);
}

/** A broken glass was told where its rule says. */
export function announced(request: Request): Transition {
  if (!glassIsBroken(request) || request.announced) return refuse('wrong-state');
  return change(request, { announced: true });
}
