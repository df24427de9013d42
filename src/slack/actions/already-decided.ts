import type { Request } from '../../domain/request/request.ts';

/** Tells someone who came too late what became of the request. */
export function alreadyDecided(request: Request | undefined): string {
  const decider = request?.reviews.at(-1);
  const who = decider ? ` by ${decider.reviewer.name}` : '';
  if (request?.state === 'pending') return 'The time to decide is over, so your click changed nothing.';
  const state = request?.outcome ?? request?.state ?? 'gone';
  return state === 'approved' || state === 'denied'
    ? `This request is ${state}${who} already, so your click changed nothing.`
    : `This request is ${state} already, so your click changed nothing.`;
}
