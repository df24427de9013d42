import { goesOn } from './due.ts';
import type { Event, Outcome, Request, Run } from './request.ts';

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
    | 'not-due'
    | 'not-over'
    /** Of another command: it is there already; the session is for one alone; it has had as many as may be. */
    | 'asked-already'
    | 'stays-not-open'
    | 'too-many-runs'
    /** The session lasts as long as it may, or cannot be extended at all. */
    | 'not-extendable'
    /** As many are open as may be, of one person or on one pod (requests/door.ts). */
    | 'too-many-of-person'
    | 'too-many-on-pod';
};

export type Transition = { readonly kind: 'changed'; readonly request: Request } | Refusal;

export type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>;

/** What an event does to a request in a state in which it counts. */
export type Step<Type extends Event['type']> = (
  request: Request,
  event: EventOf<Type>,
  now: number,
) => Transition;

export function refuse(code: Refusal['code']): Refusal {
  return { kind: 'refused', code };
}

/** The request with these members replaced. */
export function change(request: Request, to: Partial<Request>): Transition {
  return { kind: 'changed', request: { ...request, ...to, version: request.version + 1 } };
}

/** The request at its end, with nothing left under way. */
export function end(request: Request, now: number, outcome: Outcome, also: Partial<Request>): Transition {
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

/** A run still under way when its session ends: what it did after that moment is not known. */
function cutOff(run: Run, { plan }: Request, now: number): Run {
  if (run.startedAt === undefined || run.endedAt !== undefined) return run;
  const sentence = `The session ended before the command did${plan ? goesOn(plan) : ''}.`;
  return { ...run, endedAt: now, verdict: { kind: 'unknown', sentence } };
}
