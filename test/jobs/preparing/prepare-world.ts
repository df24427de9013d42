import type { Ask } from '../../../src/domain/asking/ask.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { Event, Request } from '../../../src/domain/request/request.ts';
import { prepareRequest } from '../../../src/jobs/preparing/prepare-request.ts';
import type { FoundPod, PodSearch } from '../../../src/kubernetes/cluster.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { ALICE, ASK, ASKED, ID } from '../../helpers/request.ts';
import { POD, type ScriptedCluster, scriptedCluster } from '../../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from '../job-world.ts';

/** Workers that look into the request `ID` in a scripted cluster. */
export interface PrepareWorld extends JobWorld {
  readonly cluster: ScriptedCluster;
  /** Sets the policy, which is `testPolicy()` before. */
  under(policy: Policy): void;
  /** Sets what the cluster finds. */
  finds(search: PodSearch): void;
  /** One worker's look into the request. */
  prepare(signal?: AbortSignal): Promise<void>;
  /** What an ask comes to. */
  prepared(event?: Event): Promise<Request>;
}

export function prepareWorld(): PrepareWorld {
  const world = jobWorld();
  const cluster = scriptedCluster();
  let policy = testPolicy();
  const prepare = (signal = new AbortController().signal) =>
    prepareRequest({ requests: world.requests, cluster, policy: () => policy })(ID, signal);
  return {
    ...world,
    cluster,
    under: (given) => {
      policy = given;
    },
    finds: (search) => void cluster.findPod.mockResolvedValue(search),
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
