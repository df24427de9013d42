import { reviewIsDue, wantsReview } from './break-glass.ts';
import { change, type EventOf, refuse, type Transition } from './changing.ts';
import { samePerson } from './person.ts';
import type { Request } from './request.ts';

export function released(request: Request, { report }: EventOf<'released'>): Transition {
  if (request.released) return refuse('wrong-state');
  return change(request, { released: true, ...(report && { container: report }) });
}

export function reviewAsked(request: Request, _event: EventOf<'review-asked'>, now: number): Transition {
  return reviewIsDue(request, now) ? change(request, { reviewAskedAt: now }) : refuse('not-due');
}

/** One review is enough, of someone else, once the session is over; who may give it is judged before. */
export function acknowledged(
  request: Request,
  { by, note }: EventOf<'acknowledged'>,
  now: number,
): Transition {
  if (request.state !== 'ended') return refuse('not-over');
  if (!wantsReview(request) || samePerson(by, request.requester)) return refuse('wrong-state');
  return change(request, { acknowledged: { by, at: now, ...(note !== undefined && { note }) } });
}
