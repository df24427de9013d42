import { approved } from '../policy/approval.ts';
import { goesOn, isDue, whenDue } from './due.ts';
import { samePerson } from './person.ts';
import type { Event, Outcome, Request, Run } from './request.ts';

/** How long a worker may take to look into an ask, in milliseconds. */
export const ASKED_LIMIT_MS = 20_000;
/** How long a container may take from approval's pick-up to running, in milliseconds: an image pull fits in. */
export const STARTING_LIMIT_MS = 180_000;

export type Refusal = {
  readonly kind: 'refused';
  /** Stable, for code; whoever tells a person finds the words. */
  readonly code:
    | 'exists'
    | 'missing'
    | 'wrong-state'
    | 'already-reviewed'
    | 'not-the-lease'
    | 'not-next'
    | 'too-late'
    | 'not-due';
};

export type Transition = { readonly kind: 'changed'; readonly request: Request } | Refusal;

export type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>;

type Step<Type extends Event['type']> = (request: Request, event: EventOf<Type>, now: number) => Transition;

/** What each event does to a request that it counts for. */
export const STEPS: { readonly [Type in Exclude<Event['type'], 'asked' | 'released'>]: Step<Type> } = {
  refused: (request, { sentence, choices }, now) =>
    end(request, now, 'refused', { sentence, ...(choices && { choices }) }),
  prepared,
  'card-posted': (request) =>
    request.cardPosted ? refuse('wrong-state') : change(request, { cardPosted: true }),
  reviewed,
  cancelled: (request, { by }, now) => end(request, now, 'cancelled', { endedBy: by }),
  due: (request, _event, now) => due(request, now),
  starting,
  'container-added': (request) => change(request, { containerAdded: true }),
  'run-started': runStarted,
  'run-withdrawn': runWithdrawn,
  active: (request, _event, now) =>
    change(request, { state: 'active', startedAt: now, dueAt: now + sessionMs(request) }),
  'container-seen': (request, { report }) => change(request, { container: report }),
  'run-ended': runEnded,
  ended,
};

/** The only thing that may still happen to a request that ended. */
export function released(request: Request, { report }: EventOf<'released'>): Transition {
  if (request.released) return refuse('wrong-state');
  return change(request, { released: true, ...(report && { container: report }) });
}

export function refuse(code: Refusal['code']): Refusal {
  return { kind: 'refused', code };
}

function change(request: Request, to: Partial<Request>): Transition {
  return { kind: 'changed', request: { ...request, ...to, version: request.version + 1 } };
}

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

function prepared(
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

function reviewed(request: Request, { review }: EventOf<'reviewed'>, now: number): Transition {
  if (isDue(request, now)) return refuse('too-late');
  const before = request.reviews.find(({ reviewer }) => samePerson(reviewer, review.reviewer));
  // Someone who approved may still change their mind while others are waited for.
  if (before?.decision === review.decision) return refuse('already-reviewed');
  const reviews = [...request.reviews.filter((other) => other !== before), review];
  if (review.decision === 'deny') return end(request, now, 'denied', { reviews, decidedAt: now });
  const grant = request.plan?.grant;
  if (!grant || !approved(grant.approvals, reviews)) return change(request, { reviews });
  return change(request, {
    reviews,
    state: 'approved',
    decidedAt: now,
    dueAt: now + grant.limits.unused * 1000,
  });
}

/** A worker takes the session up, or another takes it over; whoever had it before can change nothing more. */
function starting(request: Request, { lease }: EventOf<'starting'>, now: number): Transition {
  if (request.state === 'approved' && !request.cardPosted) return refuse('wrong-state');
  if (request.state === 'approved' && isDue(request, now)) return refuse('too-late');
  if (request.state === 'approved')
    return change(request, { state: 'starting', lease, dueAt: now + STARTING_LIMIT_MS });
  return change(request, { lease });
}

function runStarted(request: Request, { run }: EventOf<'run-started'>, now: number): Transition {
  const planned = request.runs[run];
  if (!planned || planned.startedAt !== undefined) return refuse('not-next');
  return change(request, { runs: request.runs.with(run, { ...planned, startedAt: now }) });
}

function runWithdrawn(request: Request, event: EventOf<'run-withdrawn'>): Transition {
  const run = request.runs[event.run];
  if (!run || run.startedAt === undefined || run.endedAt !== undefined) return refuse('not-next');
  const { startedAt: _never, ...waiting } = run;
  return change(request, { runs: request.runs.with(event.run, waiting) });
}

function runEnded(request: Request, event: EventOf<'run-ended'>, now: number): Transition {
  const run = request.runs[event.run];
  if (!run || run.startedAt === undefined || run.endedAt !== undefined) return refuse('not-next');
  const { verdict, output, tookMs, over } = event;
  const ended = { ...run, endedAt: now, verdict, output, ...(tookMs !== undefined && { tookMs }) };
  const runs = request.runs.with(event.run, ended);
  return over
    ? end(request, now, over.outcome, { runs, sentence: over.sentence })
    : change(request, { runs });
}

function ended(request: Request, event: EventOf<'ended'>, now: number): Transition {
  return end(request, now, event.outcome, {
    ...(event.sentence !== undefined && { sentence: event.sentence }),
    ...(event.by && { endedBy: event.by }),
  });
}

function end(request: Request, now: number, outcome: Outcome, also: Partial<Request>): Transition {
  const { dueAt: _over, ...rest } = request;
  // Without a worker's lease no container was ever asked for.
  const released = request.lease === undefined;
  const { runs } = { ...request, ...also };
  return change(rest, {
    state: 'ended',
    outcome,
    endedAt: now,
    released,
    ...also,
    runs: runs.map((run) => cutOff(run, request, now)),
  });
}

/** Judged here, on the record as it is, so that a timer that comes late or early ends nothing that has moved on. */
function due(request: Request, now: number): Transition {
  const ending = whenDue(request, now);
  return ending ? end(request, now, ending.outcome, { sentence: ending.sentence }) : refuse('not-due');
}

/** A run still under way when its session ends: what it did after that moment is not known. */
function cutOff(run: Run, { plan }: Request, now: number): Run {
  if (run.startedAt === undefined || run.endedAt !== undefined) return run;
  const sentence = `The session ended before the command did${plan ? goesOn(plan) : ''}.`;
  return { ...run, endedAt: now, verdict: { kind: 'unknown', sentence } };
}

function sessionMs(request: Request): number {
  return (request.plan?.grant.limits.session ?? 0) * 1000;
}
