import type { Request } from './request.ts';

/** The longest that a rule may wait before it asks for a review again, in seconds. */
export const LONGEST_REMINDER_S = 7 * 24 * 3600;
/** The shortest: each asks a whole group anew, who may be asleep. */
export const SHORTEST_REMINDER_S = 10 * 60;

/** Whether a request started, or is to start, without anyone's approval in an emergency. */
export function glassIsBroken({ plan }: Pick<Request, 'plan'>): boolean {
  return plan?.grant.breakGlass !== undefined;
}

/** Whether everyone who must be able to see a request can: its channel and, of a broken glass, whom the rule tells. */
export function isSeen(request: Request): boolean {
  return request.cardPosted && (!glassIsBroken(request) || request.announced === true);
}

/** Whether a broken glass is over and nobody has reviewed it yet. What the cluster was never handed needs no review. */
export function wantsReview(request: Request): boolean {
  const { state, startedAt, containerAdded, runs, acknowledged } = request;
  const used = startedAt !== undefined || containerAdded || runs.some((run) => run.startedAt !== undefined);
  return glassIsBroken(request) && state === 'ended' && used && acknowledged === undefined;
}

/** When the review of a broken glass is asked for next, in milliseconds since the epoch; undefined where none is wanted. */
export function nextReviewAt(request: Request): number | undefined {
  const { plan, endedAt, reviewAskedAt } = request;
  const remindEvery = plan?.grant.breakGlass?.remindEvery;
  if (!wantsReview(request) || remindEvery === undefined || endedAt === undefined) return undefined;
  return (reviewAskedAt ?? endedAt) + remindEvery * 1000;
}

/** Whether it is time to ask for that review again. */
export function reviewIsDue(request: Request, now: number): boolean {
  const at = nextReviewAt(request);
  return at !== undefined && now >= at;
}
