import type { Ask } from '../../../src/domain/asking/ask.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import type { Event } from '../../../src/domain/request/request.ts';
import { runSession } from '../../../src/jobs/session/run-session.ts';
import type { StartCheckDeps } from '../../../src/jobs/session/start-check.ts';
import { type Freeze, openFreeze } from '../../../src/requests/freeze.ts';
import { openOutputs, type Outputs } from '../../../src/requests/outputs.ts';
import { openUserGroups, type UserGroups } from '../../../src/requests/user-groups.ts';
import { createRedactor } from '../../../src/transcript/redactor.ts';
import { testPolicy } from '../../helpers/policy.ts';
import { approvedFor, ASK, ID } from '../../helpers/request.ts';
import { type ScriptedCluster, scriptedCluster } from '../../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from '../job-world.ts';

const redactor = createRedactor();

/** A first look that was approved: it runs, and the session stays open after it. */
export const FIRST_LOOK: Ask = {
  text: 'pod api-7f9 busybox',
  wanted: { kind: 'pod', name: 'api-7f9' },
  image: 'busybox',
};
export const FIRST_LOOK_APPROVED: readonly Event[] = approvedFor(FIRST_LOOK);

/** A command that is the container's own process. */
export const ENTRYPOINT = { ...ASK, entrypoint: true } as const;
export const ENTRYPOINT_APPROVED: readonly Event[] = approvedFor(ENTRYPOINT);
export const MAY_GO_ON =
  'Keyhole cannot end its process, which may go on until it ends by itself or the pod is replaced.';

/** Workers that run the session of the request `ID` in a scripted cluster. */
export interface SessionWorld extends JobWorld {
  readonly cluster: ScriptedCluster;
  readonly outputs: Outputs;
  readonly freeze: Freeze;
  readonly userGroups: UserGroups;
  /** Who was told that there is something to show. */
  readonly shown: string[];
  /** How long was waited, each time, in milliseconds; nothing waits in truth. */
  readonly waits: number[];
  /** One worker's attempt. */
  run(signal?: AbortSignal, policy?: Policy, deps?: Partial<StartCheckDeps>): Promise<void>;
  /** Deletes everything that is stored, for a test that begins anew. */
  forget(): Promise<void>;
}

export function sessionWorld(): SessionWorld {
  const world = jobWorld();
  const cluster = scriptedCluster();
  const outputs = openOutputs({ redis: world.redis, prefix: world.prefix, keepMs: 60_000 });
  const freeze = openFreeze(world);
  const userGroups = openUserGroups(world);
  const shown: string[] = [];
  const waits: number[] = [];
  return {
    ...world,
    cluster,
    outputs,
    freeze,
    userGroups,
    shown,
    waits,
    forget: async () => {
      const keys = await world.redis.keys(`${world.prefix}:*`);
      if (keys.length > 0) await world.redis.unlink(...keys);
    },
    run: (signal = new AbortController().signal, policy = testPolicy(), deps = {}) =>
      runSession({
        requests: world.requests,
        cluster,
        outputs,
        freeze,
        userGroups,
        redactor,
        logger: world.logger,
        now: () => world.clock.now,
        policy: () => policy,
        wait: async (ms) => waits.push(ms),
        showProgress: async (id) => void shown.push(id),
        tailEveryMs: 2_000,
        watchEveryMs: 5,
        ...deps,
      })(ID, signal),
  };
}
