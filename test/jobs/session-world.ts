import { jest } from '@jest/globals';
import type { Policy } from '../../src/domain/policy.ts';
import { runSession } from '../../src/jobs/run-session.ts';
import type { Cluster } from '../../src/kubernetes/cluster.ts';
import { openOutputs, type Outputs } from '../../src/requests/outputs.ts';
import { createRedactor } from '../../src/transcript/redactor.ts';
import { testPolicy } from '../helpers/policy.ts';
import { ID } from '../helpers/request.ts';
import { scriptedCluster } from '../helpers/scripted-cluster.ts';
import { type JobWorld, jobWorld } from './job-world.ts';

const redactor = createRedactor();

/** Workers that run the session of the request `ID` in a scripted cluster. */
export interface SessionWorld extends JobWorld {
  readonly cluster: jest.Mocked<Cluster>;
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
