import type { Event, Request, State } from './request.ts';
import { asked, refuse, released, STEPS, type Transition } from './steps.ts';

export type { Refusal, Transition } from './steps.ts';

const OPEN: readonly State[] = ['asked', 'pending', 'approved', 'starting', 'active'];

/** The states in which an event counts. `ended` is in none: it never changes, only its container is released. */
const COUNTS_IN: Readonly<Record<Exclude<Event['type'], 'asked' | 'released'>, readonly State[]>> = {
  refused: ['asked'],
  prepared: ['asked'],
  'card-posted': ['pending', 'approved'],
  reviewed: ['pending'],
  cancelled: ['asked', 'pending', 'approved'],
  due: OPEN,
  starting: ['approved', 'starting', 'active'],
  'container-added': ['starting'],
  'run-started': ['starting', 'active'],
  'run-withdrawn': ['starting', 'active'],
  active: ['starting'],
  'container-seen': ['starting', 'active'],
  'run-ended': ['starting', 'active'],
  ended: OPEN,
};

/** What an event makes of a request, or why it changes nothing. Pure: the only door into the rules of the states. */
export function transition(id: string, request: Request | undefined, event: Event, now: number): Transition {
  if (event.type === 'asked') return request ? refuse('exists') : asked(id, event, now);
  if (!request) return refuse('missing');
  if (event.type === 'released') return released(request, event);
  if (!COUNTS_IN[event.type].includes(request.state)) return refuse('wrong-state');
  if (!holdsLease(request, event)) return refuse('not-the-lease');
  // Each step takes its own kind of event; that the two belong together is what the table's type says.
  const step = STEPS[event.type] as (request: Request, event: Event, now: number) => Transition;
  return step(request, event, now);
}

/** Whether an event that a worker's attempt sends comes from the one that holds the session. */
function holdsLease(request: Request, event: Event): boolean {
  return !('lease' in event) || event.type === 'starting' || event.lease === request.lease;
}
