import { type Trigger, triggersFor } from '../domain/request/triggers.ts';
import type { Request } from '../domain/request/request.ts';
import type { Logger } from '../logger.ts';
import type { Freeze } from '../requests/freeze.ts';
import type { Requests } from '../requests/requests.ts';
import { stopAll } from '../requests/stop-all.ts';
import type { Processor } from './workers.ts';

export interface SweepDeps {
  readonly requests: Requests;
  readonly freeze: Pick<Freeze, 'read'>;
  readonly add: (triggers: readonly Trigger[]) => Promise<void>;
  /** The version of a request that its thread shows; 0 when it shows none. */
  readonly shownVersion: (requestId: string) => Promise<number>;
  /** Keeps what the workers know of Slack's user groups fresh while there is something that could start. */
  readonly renewMemberships?: () => Promise<void>;
  readonly now: () => number;
  readonly logger: Logger;
}

/**
 * Adds again every job that a crash left out, lets go of requests that have nothing left to do, and ends what is still
 * open while Keyhole is frozen.
 */
export function sweep(deps: SweepDeps): Processor {
  return async () => {
    const frozen = await deps.freeze.read();
    if (frozen) await stopAll(deps, frozen);
    let someOpen = false;
    for (const id of await deps.requests.unsettled()) {
      try {
        if (await sweepOne(deps, id)) someOpen = true;
      } catch (error) {
        deps.logger.error({ requestId: id, err: error }, 'a request could not be swept');
      }
    }
    if (someOpen) await renewMemberships(deps);
  };
}

async function renewMemberships({ renewMemberships: renew, logger }: SweepDeps): Promise<void> {
  try {
    await renew?.();
  } catch (error) {
    logger.error({ err: error }, 'the members of user groups could not be learned');
  }
}

/** Whether the request is open. */
async function sweepOne(deps: SweepDeps, id: string): Promise<boolean> {
  const request = await deps.requests.load(id);
  const isOpen = request !== undefined && request.state !== 'ended';
  const missing = request ? await missingTriggers(deps, request) : [];
  if (missing.length > 0) await deps.add(missing);
  else if (!isOpen) await deps.requests.settle(id);
  return isOpen;
}

async function missingTriggers(deps: SweepDeps, request: Request): Promise<readonly Trigger[]> {
  const shown = (await deps.shownVersion(request.id)) >= request.version;
  return triggersFor(request, deps.now()).filter(({ job }) => job !== 'update-thread' || !shown);
}
