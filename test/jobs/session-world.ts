import type { Ask } from '../../src/domain/ask.ts';
import { digestOfPlan, planFor } from '../../src/domain/plan.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Event } from '../../src/domain/request.ts';
import { runSession } from '../../src/jobs/run-session.ts';
import { openOutputs, type Outputs } from '../../src/requests/outputs.ts';
import { createRedactor } from '../../src/transcript/redactor.ts';
import { testPolicy } from '../helpers/policy.ts';
import { ASKED, BOB, ID, reviewed, testPlan } from '../helpers/request.ts';
import { type ScriptedCluster, scriptedCluster } from '../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from './job-world.ts';

const redactor = createRedactor();

/** A first look that was approved: it runs, and the session stays open after it. */
export const FIRST_LOOK_APPROVED: readonly Event[] = approvedFirstLook();

function approvedFirstLook(): readonly Event[] {
  const { cluster, namespace, pod, grant } = testPlan();
  const ask: Ask = { text: 'pod api-7f9 busybox', pod: 'api-7f9', image: 'busybox' };
  const plan = planFor({ requestId: ID, ask, cluster, namespace, pod, target: 'app', grant });
  return [
    { ...ASKED, ask } as Event,
    { type: 'prepared', plan, digest: digestOfPlan(plan), warnings: [] },
    { type: 'card-posted' },
    reviewed(BOB, 'approve'),
  ];
}

/** Workers that run the session of the request `ID` in a scripted cluster. */
export interface SessionWorld extends JobWorld {
  readonly cluster: ScriptedCluster;
  readonly outputs: Outputs;
  /** Who was told that there is something to show. */
  readonly shown: string[];
  /** How long was waited, each time, in milliseconds; nothing waits in truth. */
  readonly waits: number[];
  /** One worker's attempt. */
  run(signal?: AbortSignal, policy?: Policy): Promise<void>;
}

export function sessionWorld(): SessionWorld {
  const world = jobWorld();
  const cluster = scriptedCluster();
  const outputs = openOutputs({ redis: world.redis, prefix: world.prefix, keepMs: 60_000 });
  const shown: string[] = [];
  const waits: number[] = [];
  return {
    ...world,
    cluster,
    outputs,
    shown,
    waits,
    run: (signal = new AbortController().signal, policy = testPolicy()) =>
      runSession({
        requests: world.requests,
        cluster,
        outputs,
        redactor,
        logger: world.logger,
        now: () => world.clock.now,
        policy: () => policy,
        wait: async (ms) => waits.push(ms),
        showProgress: async (id) => void shown.push(id),
        tailEveryMs: 2_000,
        watchEveryMs: 5,
      })(ID, signal),
  };
}
