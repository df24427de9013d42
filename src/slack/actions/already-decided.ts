import type { Request } from '../../domain/request/request.ts';

/** Tells someone who came too late what became of the request. */
export function alreadyDecided(request: Request | undefined): string {
  const decider = request?.reviews.at(-1);
  const who = decider ? ` by ${decider.reviewer.name}` : '';
  if (request?.state === 'pending') return 'The time to decide is over, so nothing was changed.';
  const state = request?.outcome ?? request?.state ?? 'gone';
  return state === 'approved' || state === 'denied'
    ? `This request is ${state}${who} already, so nothing was changed.`
    : `This request is ${state} already, so nothing was changed.`;
}

/** The same of an extension of an open session. */
export function extensionDecided(request: Request | undefined, index: number): string {
  const extension = request?.extensions?.[index];
  if (extension?.decision) return `This extension is ${extension.decision} already, so nothing was changed.`;
  return request?.state === 'active'
    ? 'The time of this session is over, so nothing was changed.'
    : 'This session is over, so nothing was changed.';
}

/** The same of one run of an open session. */
export function runDecided(request: Request | undefined, index: number): string {
  const run = request?.runs[index];
  if (!request || !run) return 'There is no such command, so nothing was changed.';
  const { followUp, stoppedBy } = run;
  if (followUp?.decision) return `This command is ${followUp.decision} already, so nothing was changed.`;
  if (stoppedBy) return `${stoppedBy.name} took this command back, so nothing was changed.`;
  return request.state === 'ended'
    ? 'This session is over, so nothing was changed.'
    : 'The time of this session is over, so nothing was changed.';
}
