import { type Frozen, stoppedBy } from '../domain/request/frozen.ts';
import type { Logger } from '../logger.ts';
import type { Requests } from './requests.ts';

export interface StoppedAll {
  /** How many were open and have ended by this. */
  readonly stopped: number;
  /** How many could not be reached; the sweeper tries them again while Keyhole is frozen. */
  readonly left: number;
}

/** Ends everything that is open. What fails for one request is logged and keeps none of the others open. */
export async function stopAll(
  { requests, logger }: { readonly requests: Requests; readonly logger: Logger },
  frozen: Frozen,
): Promise<StoppedAll> {
  const event = stoppedBy(frozen);
  const ids = await requests.unsettled();
  const changes = await Promise.allSettled(ids.map((id) => requests.change(id, event)));
  let stopped = 0;
  let left = 0;
  for (const [index, change] of changes.entries()) {
    if (change.status === 'fulfilled') stopped += change.value.kind === 'changed' ? 1 : 0;
    else {
      left += 1;
      logger.error({ requestId: ids[index], err: change.reason }, 'a request could not be stopped');
    }
  }
  return { stopped, left };
}
