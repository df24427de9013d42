import { acknowledged, released, reviewAsked } from './after-steps.ts';
import { change, end, type EventOf, refuse, type Step, type Transition } from './changing.ts';
import { whenDue } from './due.ts';
import { extended, extensionAsked, extensionFailed, extensionReviewed } from './extension-steps.ts';
import { runAsked, runRefused, runReviewed, runStopped } from './follow-up-steps.ts';
import type { Event, Request } from './request.ts';
import { announced, prepared, reminded, reviewed } from './review-steps.ts';
import { active, runEnded, runStarted, runWithdrawn, starting } from './session-steps.ts';

/** What each event does to a request that it counts for. */
export const STEPS: { readonly [Type in Exclude<Event['type'], 'asked'>]: Step<Type> } = {
  refused: (request, { sentence, choices }, now) =>
    end(request, now, 'refused', { sentence, ...(choices && { choices }) }),
  prepared,
  'card-posted': (request) =>
    request.cardPosted ? refuse('wrong-state') : change(request, { cardPosted: true }),
  reviewed,
  reminded,
  announced,
  'review-asked': reviewAsked,
  acknowledged,
  cancelled: (request, { by }, now) => end(request, now, 'cancelled', { endedBy: by }),
  due: (request, _event, now) => due(request, now),
  starting,
  'container-added': (request) => change(request, { containerAdded: true }),
  'run-started': runStarted,
  'run-withdrawn': runWithdrawn,
  active,
  'run-asked': runAsked,
  'run-reviewed': runReviewed,
  'run-stopped': runStopped,
  'run-refused': runRefused,
  'extension-asked': extensionAsked,
  'extension-reviewed': extensionReviewed,
  extended,
  'extension-failed': extensionFailed,
  'container-seen': (request, { report }) => change(request, { container: report }),
  'run-ended': runEnded,
  ended,
  released,
};

function ended(request: Request, event: EventOf<'ended'>, now: number): Transition {
  return end(request, now, event.outcome, {
    ...(event.sentence !== undefined && { sentence: event.sentence }),
    ...(event.by && { endedBy: event.by }),
  });
}

/** Judged here, on the record as it is, so that a timer that comes late or early ends nothing that has moved on. */
function due(request: Request, now: number): Transition {
  const ending = whenDue(request, now);
  return ending ? end(request, now, ending.outcome, { sentence: ending.sentence }) : refuse('not-due');
}
