import { type Config, EVENTS_PATH, type Role } from '../config.ts';
import { startWorkers } from '../jobs/workers.ts';
import type { Logger } from '../logger.ts';
import { createRedactor } from '../transcript/redactor.ts';
import type { GatewayPart } from './gateway-part.ts';
import { serveHttp } from './http-server.ts';
import type { Part, PartOptions } from './part.ts';
import type { PolicyInForce } from './policy-in-force.ts';
import { openStore, type Store } from './store.ts';

export interface Keyhole {
  readonly port: number;
  /** Stops taking work, lets jobs write down how they ended, and closes every connection. */
  stop(): Promise<void>;
}

export interface KeyholeOptions {
  readonly config: Config;
  readonly policy: PolicyInForce;
  readonly logger: Logger;
  /** How often the sweeper looks for what a crash left out, in milliseconds. */
  readonly sweepEveryMs?: number;
  /** After how long a silent worker's jobs go to another, in milliseconds. */
  readonly lockMs?: number;
}

/** How long a stopping process waits for its jobs, in milliseconds: less than the 30 s that Kubernetes gives a pod. */
const STOP_GRACE_MS = 20_000;
/** Starts what the configured role needs. The only place that puts the parts together. */
export async function startKeyhole(options: KeyholeOptions): Promise<Keyhole> {
  const { config, policy, logger, sweepEveryMs = 15_000, lockMs = 15_000 } = options;
  const now = () => Date.now();
  const store = await openStore(config, logger, now);
  const parts: Part[] = [];
  try {
    const partOptions = {
      config,
      policy: policy.current,
      policyProblems: policy.problems,
      logger,
      store,
      redactor: createRedactor({ extraSecrets: config.secrets }),
      now,
    };
    const gateway = await gatewayOf(config.role, partOptions);
    if (gateway) parts.push(gateway);
    if (config.role !== 'gateway') {
      // Only here, so that a gateway never loads what holds credentials of a cluster (nor its 60 MB).
      const { workerPart } = await import('./worker-part.ts');
      parts.push(workerPart(partOptions));
    }
    const workers = startWorkers({
      redis: store.patientRedis,
      prefix: config.redis.prefix,
      logger,
      lockMs,
      queues: Object.assign({}, ...parts.map((part) => part.queues)) as Part['queues'],
    });
    parts.push({ queues: {}, checks: {}, stop: () => workers.close(STOP_GRACE_MS) });
    if (gateway) await store.scheduler.sweepEvery(sweepEveryMs);
    const http = await serveHttp({
      ...config.http,
      slackPath: EVENTS_PATH,
      ...(gateway?.requestListener && { slackListener: gateway.requestListener }),
      checks: {
        redis: async () => (await store.promptRedis.ping()) === 'PONG',
        ...Object.assign({}, ...parts.map((part) => part.checks)),
      },
      notes: { policyUpToDate: () => policy.problems().length === 0 },
    });
    logger.info(
      { role: config.role, port: http.port, clusters: Object.keys(policy.current().clusters) },
      'Keyhole is ready',
    );
    return {
      port: http.port,
      stop: async () => {
        await http.close();
        await stopAll(parts, store);
      },
    };
  } catch (error) {
    await stopAll(parts, store);
    throw error;
  }
}

async function gatewayOf(role: Role, options: PartOptions): Promise<GatewayPart | undefined> {
  if (role === 'worker' || !options.config.slack) return undefined;
  const { gatewayPart } = await import('./gateway-part.ts');
  return gatewayPart(options.config.slack, options);
}

async function stopAll(parts: readonly Part[], store: Store): Promise<void> {
  // The last part first: workers stop before what they work with.
  for (const part of parts.toReversed()) await part.stop();
  await store.close();
}
