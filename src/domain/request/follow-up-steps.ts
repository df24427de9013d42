import { approved } from '../policy/approval.ts';
import { change, type EventOf, refuse, type Transition } from './changing.ts';
import { isDue } from './due.ts';
import { waitsForReview } from './follow-up.ts';
import { samePerson } from './person.ts';
import type { Request, Run } from './request.ts';

/** How many runs one session has at the most: its record is written anew with every change. */
export const MOST_RUNS = 50;

/** Someone wants another command in the open session; whether it may run at once was judged before. */
export function runAsked(
  request: Request,
  { by, command, origin, needs }: EventOf<'run-asked'>,
  now: number,
): Transition {
  const { runs, plan } = request;
  if (runs.some(({ followUp }) => followUp?.origin === origin)) return refuse('asked-already');
  if (!plan?.staysOpen) return refuse('stays-not-open');
  if (isDue(request, now)) return refuse('too-late');
  if (runs.length >= MOST_RUNS) return refuse('too-many-runs');
  const { text, argv } = command;
  const decision = approved(needs, []) ? ({ decision: 'approved' } as const) : {};
  const run: Run = {
    title: text,
    argv,
    followUp: { by, text, origin, askedAt: now, needs, reviews: [], ...decision },
  };
  return change(request, { runs: [...runs, run] });
}

/** Someone approves or denies one run. As with a request their last word stands, and as many denials end it. */
export function runReviewed(
  request: Request,
  { run: index, review }: EventOf<'run-reviewed'>,
  now: number,
): Transition {
  const run = request.runs[index];
  if (!run?.followUp || !waitsForReview(run)) return refuse('not-next');
  if (isDue(request, now)) return refuse('too-late');
  const { followUp } = run;
  const others = followUp.reviews.filter(({ reviewer }) => !samePerson(reviewer, review.reviewer));
  const before = followUp.reviews.find(({ reviewer }) => samePerson(reviewer, review.reviewer));
  if (before?.decision === review.decision) return refuse('already-reviewed');
  const reviews = [...others, review];
  const becomes = (to: Partial<Run>, decision?: 'approved' | 'denied') =>
    withRun(request, index, {
      ...run,
      ...to,
      followUp: { ...followUp, reviews, ...(decision && { decision }) },
    });
  const denials = reviews.filter(({ decision }) => decision === 'deny').length;
  if (denials >= (request.plan?.grant.denials ?? 1)) return becomes({ endedAt: now }, 'denied');
  return becomes({}, approved(followUp.needs, reviews) ? 'approved' : undefined);
}

/** Someone stops one run. What runs is ended by the worker that holds the session; what did not begin is over at once. */
export function runStopped(
  request: Request,
  { run: index, by }: EventOf<'run-stopped'>,
  now: number,
): Transition {
  const run = request.runs[index];
  if (!request.plan?.staysOpen) return refuse('stays-not-open');
  if (!run || run.endedAt !== undefined || run.stoppedBy) return refuse('not-next');
  if (run.startedAt !== undefined) return withRun(request, index, { ...run, stoppedBy: by });
  return run.followUp ? withRun(request, index, { ...run, stoppedBy: by, endedAt: now }) : refuse('not-next');
}

/** The worker that was to hand it over judged it anew, and it may no longer run. */
export function runRefused(
  request: Request,
  { run: index, sentence }: EventOf<'run-refused'>,
  now: number,
): Transition {
  const run = request.runs[index];
  const isNext = run?.startedAt === undefined && run?.endedAt === undefined;
  if (run?.followUp?.decision !== 'approved' || !isNext) return refuse('not-next');
  return withRun(request, index, { ...run, endedAt: now, verdict: { kind: 'could-not-start', sentence } });
}

function withRun(request: Request, index: number, run: Run): Transition {
  return change(request, { runs: request.runs.with(index, run) });
}
