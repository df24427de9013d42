import { refuse, type Transition } from './changing.ts';
import type { Event, Request, State } from './request.ts';
import { asked } from './review-steps.ts';
import { STEPS } from './steps.ts';

export type { Refusal, Transition } from './changing.ts';

const OPEN: readonly State[] = ['asked', 'pending', 'approved', 'starting', 'active'];

/** The states in which an event counts. What ended keeps its outcome: its container is released, a broken glass reviewed. */
const COUNTS_IN: Readonly<Record<Exclude<Event['type'], 'asked'>, readonly State[]>> = {
  refused: ['asked'],
  prepared: ['asked'],
  'card-posted': ['pending', 'approved'],
  reviewed: ['pending'],
  reminded: ['pending'],
  announced: ['approved'],
  'review-asked': ['ended'],
  // While it is open it is refused with a reason of its own.
  acknowledged: [...OPEN, 'ended'],
  cancelled: ['asked', 'pending', 'approved'],
  due: OPEN,
  starting: ['approved', 'starting', 'active'],
  'container-added': ['starting'],
  'run-started': ['starting', 'active'],
  'run-withdrawn': ['starting', 'active'],
  active: ['starting'],
  'run-asked': ['active'],
  'run-reviewed': ['active'],
  'run-stopped': ['active'],
  'run-refused': ['active'],
  'extension-asked': ['active'],
  'extension-reviewed': ['active'],
  extended: ['active'],
  'extension-failed': ['active'],
  'container-seen': ['starting', 'active'],
  'run-ended': ['starting', 'active'],
  ended: OPEN,
  released: ['ended'],
};

/** What an event makes of a request, or why it changes nothing. Pure: the only door into the rules of the states. */
export function transition(id: string, request: Request | undefined, event: Event, now: number): Transition {
  if (event.type === 'asked') return request ? refuse('exists') : asked(id, event, now);
  if (!request) return refuse('missing');
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
