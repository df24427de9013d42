import { messageOf } from '../../errors.ts';
import type { SessionDeps } from './session-deps.ts';
import { type Throttled, throttled } from './throttled.ts';

/** Shows what a run has printed so far, at once the first time and then not too often. */
export function liveView(deps: SessionDeps, requestId: string): Throttled {
  return throttled({
    everyMs: deps.tailEveryMs,
    now: deps.now,
    work: () => deps.showProgress(requestId),
    failed: (error) => deps.logger.warn({ requestId, error: messageOf(error) }, 'live output not shown'),
  });
}
