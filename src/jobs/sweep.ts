import { type Trigger, triggersFor } from '../domain/triggers.ts';
import type { Request } from '../domain/request.ts';
import type { Requests } from '../requests/requests.ts';
import type { Processor } from './workers.ts';

export interface SweepDeps {
  readonly requests: Requests;
  readonly add: (triggers: readonly Trigger[]) => Promise<void>;
  /** The version of a request that its thread shows; 0 when it shows none. */
  readonly shownVersion: (requestId: string) => Promise<number>;
  readonly now: () => number;
}

/** Adds again every job that a crash left out, and lets go of requests that have nothing left to do. */
export function sweep(deps: SweepDeps): Processor {
  return async () => {
    for (const id of await deps.requests.unsettled()) {
      const request = await deps.requests.load(id);
      if (!request) {
        await deps.requests.settle(id);
        continue;
      }
      const missing = await missingTriggers(deps, request);
      if (missing.length === 0 && request.state === 'ended') await deps.requests.settle(id);
      else await deps.add(missing);
    }
  };
}

async function missingTriggers(deps: SweepDeps, request: Request): Promise<readonly Trigger[]> {
  const shown = (await deps.shownVersion(request.id)) >= request.version;
  return triggersFor(request, deps.now()).filter(({ job }) => job !== 'update-thread' || !shown);
}
