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
      return {
        outcome: 'expired',
        sentence: `It was approved, but no worker for the cluster ${request.cluster} took it up in time: check that the worker runs, then ask again.`,
      };
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

/** Whether the state that a request is in has run out. */
export function isDue(request: Request, now: number): boolean {
  return request.dueAt !== undefined && now >= request.dueAt;
}
