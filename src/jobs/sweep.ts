import { type Trigger, triggersFor } from '../domain/request/triggers.ts';
import type { Request } from '../domain/request/request.ts';
import type { Logger } from '../logger.ts';
import type { Requests } from '../requests/requests.ts';
import type { Processor } from './workers.ts';

export interface SweepDeps {
  readonly requests: Requests;
  readonly add: (triggers: readonly Trigger[]) => Promise<void>;
  /** The version of a request that its thread shows; 0 when it shows none. */
  readonly shownVersion: (requestId: string) => Promise<number>;
  readonly now: () => number;
  readonly logger: Logger;
}

/** Adds again every job that a crash left out, and lets go of requests that have nothing left to do. */
export function sweep(deps: SweepDeps): Processor {
  return async () => {
    for (const id of await deps.requests.unsettled()) {
      try {
        await sweepOne(deps, id);
      } catch (error) {
        deps.logger.error({ requestId: id, err: error }, 'a request could not be swept');
      }
    }
  };
}

async function sweepOne(deps: SweepDeps, id: string): Promise<void> {
  const request = await deps.requests.load(id);
  const missing = request ? await missingTriggers(deps, request) : [];
  if (missing.length > 0) await deps.add(missing);
  else if (!request || request.state === 'ended') await deps.requests.settle(id);
}

async function missingTriggers(deps: SweepDeps, request: Request): Promise<readonly Trigger[]> {
  const shown = (await deps.shownVersion(request.id)) >= request.version;
  return triggersFor(request, deps.now()).filter(({ job }) => job !== 'update-thread' || !shown);
}
