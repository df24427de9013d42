import type { Ask } from '../../../src/domain/asking/ask.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { Event, Request } from '../../../src/domain/request/request.ts';
import { prepareRequest } from '../../../src/jobs/preparing/prepare-request.ts';
import { openFreeze, type Freeze } from '../../../src/requests/freeze.ts';
import type { FoundPod, PodSearch } from '../../../src/kubernetes/cluster.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, ASK, ASKED, ID } from '../../helpers/request.ts';
import { POD, type ScriptedCluster, scriptedCluster } from '../../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from '../job-world.ts';

/** Workers that look into the request `ID` in a scripted cluster. */
export interface PrepareWorld extends JobWorld {
  readonly cluster: ScriptedCluster;
  readonly freeze: Freeze;
  /** Sets the policy, which is `testPolicy()` before. */
  under(policy: Policy): void;
  /** Sets what the cluster finds. */
  finds(search: PodSearch): void;
  /** Lets so many milliseconds pass at each look at the clock that the worker takes. */
  ticks(ms: number): void;
  /** One worker's look into the request. */
  prepare(signal?: AbortSignal): Promise<void>;
  /** What an ask comes to. */
  prepared(event?: Event): Promise<Request>;
}

export function prepareWorld(): PrepareWorld {
  const world = jobWorld();
  const cluster = scriptedCluster();
  const freeze = openFreeze(world);
  let policy = testPolicy();
  let tick = 0;
  const prepare = (signal = new AbortController().signal) =>
    prepareRequest({
      requests: world.requests,
      cluster,
      policy: () => policy,
      freeze,
      now: () => (world.clock.now += tick),
    })(ID, signal);
  return {
    ...world,
    cluster,
    freeze,
    under: (given) => {
      policy = given;
    },
    finds: (search) => void cluster.findPod.mockResolvedValue(search),
    ticks: (ms) => {
      tick = ms;
    },
    prepare,
    prepared: async (event = ASKED) => {
      await world.bring(event);
      await prepare();
      return world.record();
    },
  };
}

/** Alice's ask, or another's, with these changes. */
export function asked(changes: Partial<Ask>, requester = ALICE): Event {
  return {
    type: 'asked',
    requester,
    place: { team: 'T0', channel: 'C0' },
    ask: { ...ASK, ...changes },
    cluster: 'sandbox',
  };
}

export const named = (name: string, changes: Partial<FoundPod> = {}): FoundPod => ({
  ...POD,
  name,
  ...changes,
});
