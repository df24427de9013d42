import { isSeen } from './break-glass.ts';
import { change, end, type EventOf, refuse, type Transition } from './changing.ts';
import { isDue } from './due.ts';
import type { Request } from './request.ts';

/** How long a container may take from approval's pick-up to running, in milliseconds: an image pull fits in. */
export const STARTING_LIMIT_MS = 180_000;

/** A worker takes the session up, or another takes it over; whoever had it before can change nothing more. */
export function starting(request: Request, { lease }: EventOf<'starting'>, now: number): Transition {
  if (request.state !== 'approved') return change(request, { lease });
  if (!isSeen(request)) return refuse('wrong-state');
  if (isDue(request, now)) return refuse('too-late');
  return change(request, { state: 'starting', lease, dueAt: now + STARTING_LIMIT_MS });
}

export function active(request: Request, _event: EventOf<'active'>, now: number): Transition {
  const sessionMs = (request.plan?.grant.limits.session ?? 0) * 1000;
  return change(request, { state: 'active', startedAt: now, dueAt: now + sessionMs });
}

/** Each run once, none that waits for review, and none after its time: the timer that ends the session may come late. */
export function runStarted(request: Request, { run }: EventOf<'run-started'>, now: number): Transition {
  const planned = request.runs[run];
  if (!planned || planned.startedAt !== undefined || planned.endedAt !== undefined) return refuse('not-next');
  if (planned.followUp && planned.followUp.decision !== 'approved') return refuse('not-next');
  if (isDue(request, now)) return refuse('too-late');
  return change(request, { runs: request.runs.with(run, { ...planned, startedAt: now }) });
}

/** What someone stopped meanwhile is over instead: nobody starts it again. */
export function runWithdrawn(request: Request, event: EventOf<'run-withdrawn'>, now: number): Transition {
  const run = request.runs[event.run];
  if (!run || run.startedAt === undefined || run.endedAt !== undefined) return refuse('not-next');
  const { startedAt: _never, ...waiting } = run;
  const stopped = { ...waiting, endedAt: now, verdict: { kind: 'stopped' } } as const;
  return change(request, { runs: request.runs.with(event.run, run.stoppedBy ? stopped : waiting) });
}

export function runEnded(request: Request, event: EventOf<'run-ended'>, now: number): Transition {
  const run = request.runs[event.run];
  if (!run || run.startedAt === undefined || run.endedAt !== undefined) return refuse('not-next');
  const { verdict, output, tookMs, over } = event;
  const ended = { ...run, endedAt: now, verdict, output, ...(tookMs !== undefined && { tookMs }) };
  const runs = request.runs.with(event.run, ended);
  return over
    ? end(request, now, over.outcome, { runs, sentence: over.sentence })
    : change(request, { runs });
}
