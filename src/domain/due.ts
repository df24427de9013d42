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
        sentence:
          'The debug container did not start in time: look at `kubectl describe pod` for its state, then ask again.',
      };
    case 'active':
      return unfinishedRun(request) === undefined
        ? { outcome: 'completed', sentence: 'The session reached its time limit.' }
        : {
            outcome: 'timed-out',
            sentence: 'The session reached its time limit while a command was running.',
          };
    case 'ended':
      return undefined;
  }
}

/** Whether the state that a request is in has run out. */
export function isDue(request: Request, now: number): boolean {
  return request.dueAt !== undefined && now >= request.dueAt;
}
