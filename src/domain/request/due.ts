import type { Plan } from './plan.ts';
import { type Outcome, type Request, unfinishedRun } from './request.ts';

export interface Ending {
  readonly outcome: Outcome;
  readonly sentence: string;
}

/** How a request ends whose time has run out; undefined while it has not. */
export function whenDue(request: Request, now: number): Ending | undefined {
  if (!isDue(request, now)) return undefined;
  switch (request.state) {
    case 'asked':
      return {
        outcome: 'failed',
        sentence: `No worker for the cluster ${request.cluster} answered in time, so nothing was asked of anyone: check that the worker runs, then ask again.`,
      };
    case 'pending':
      return { outcome: 'expired', sentence: 'Nobody decided in time: ask again if it is still needed.' };
    case 'approved':
      return { outcome: 'expired', sentence: whyUnused(request) };
    case 'starting':
      return {
        outcome: 'failed',
        sentence: `The debug container did not start in time: look at \`kubectl describe pod\` for its state, then ask again.${mayStillRun(request)}`,
      };
    case 'active':
      return unfinishedRun(request) === undefined
        ? { outcome: 'completed', sentence: 'The session reached its time limit.' }
        : {
            outcome: 'timed-out',
            sentence: `The session reached its time limit while a command was running${request.plan ? goesOn(request.plan) : ''}.`,
          };
    case 'ended':
      return undefined;
  }
}

/** Why what could have started did not. */
function whyUnused({ cluster, plan, cardPosted, announced, reviews }: Request): string {
  const breakGlass = plan?.grant.breakGlass;
  if (!cardPosted)
    return 'Its card could not be posted in time, so nothing was started: check that Keyhole is a member of the channel, then ask again.';
  if (breakGlass && !announced)
    return `It could not be announced in the channel ${breakGlass.announce} in time, so nothing was started: invite Keyhole there, then ask again.`;
  const approval = reviews.length > 0 ? 'It was approved' : 'It needed no approval';
  return `${approval}, but no worker for the cluster ${cluster} took it up in time: check that the worker runs, then ask again.`;
}

/** What to add where Keyhole lets go of a command that it cannot end; nothing where the command ends with its session. */
export function goesOn({ mode, reused }: Pick<Plan, 'mode' | 'reused'>): string {
  if (mode === 'entrypoint')
    return '; Keyhole cannot end its process, which may go on until it ends by itself or the pod is replaced';
  return reused ? '; it may go on until the session that the container belongs to ends' : '';
}

/** A container that has a command of its own may start late, and then runs it. */
function mayStillRun({ plan, runs }: Request): string {
  return plan?.mode === 'entrypoint' && runs.some(({ startedAt }) => startedAt !== undefined)
    ? ' If it starts later, its command runs all the same.'
    : '';
}

/** How long before its time is over those who may decide are reminded, in milliseconds; of a short time the last third. */
const REMIND_BEFORE_MS = 5 * 60_000;

/** When those who may decide are reminded, in milliseconds since the epoch; undefined where nobody is waited for. */
export function reminderAt({ state, askedAt, dueAt, remindedAt }: Request): number | undefined {
  if (state !== 'pending' || dueAt === undefined || remindedAt !== undefined) return undefined;
  return Math.round(dueAt - Math.min(REMIND_BEFORE_MS, (dueAt - askedAt) / 3));
}

/** Whether the state that a request is in has run out. */
export function isDue(request: Request, now: number): boolean {
  return request.dueAt !== undefined && now >= request.dueAt;
}
