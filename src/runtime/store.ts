import type { Redis } from 'ioredis';
import { homesTrigger, triggersFor } from '../domain/request/triggers.ts';
import type { Config } from '../config.ts';
import { KeyholeError, messageOf } from '../errors.ts';
import { openScheduler, type Scheduler } from '../jobs/queues.ts';
import type { Logger } from '../logger.ts';
import { type Inquiries, openInquiries } from '../requests/inquiries.ts';
import { type Freeze, openFreeze } from '../requests/freeze.ts';
import { type Once, openOnce } from '../requests/once.ts';
import { openOutputs, type Outputs } from '../requests/outputs.ts';
import { openPodLists, type PodLists } from '../requests/pod-lists.ts';
import { openRedis } from '../requests/redis-connection.ts';
import { openRequests, type Requests } from '../requests/requests.ts';
import { openUserGroups, type UserGroups } from '../requests/user-groups.ts';

/** All that lives in Redis. Listeners use what is prompt, jobs what is patient (requests/redis-connection.ts). */
export interface Store {
  readonly promptRedis: Redis;
  readonly patientRedis: Redis;
  readonly promptRequests: Requests;
  readonly patientRequests: Requests;
  readonly promptInquiries: Inquiries;
  readonly patientInquiries: Inquiries;
  readonly promptOutputs: Outputs;
  readonly patientOutputs: Outputs;
  readonly promptOnce: Once;
  readonly promptFreeze: Freeze;
  readonly patientFreeze: Freeze;
  readonly promptUserGroups: UserGroups;
  readonly patientUserGroups: UserGroups;
  readonly promptPodLists: PodLists;
  readonly patientPodLists: PodLists;
  readonly scheduler: Scheduler;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** Opens the store and waits until Redis answers. Throws `redis-unreachable` when it does not within ten seconds. */
export async function openStore(config: Config, logger: Logger, now: () => number): Promise<Store> {
  const {
    redis: { url, prefix },
    keepMs,
  } = config;
  const promptRedis = openRedis(url, 'prompt', logger);
  const patientRedis = openRedis(url, 'patient', logger);
  try {
    await Promise.all([ready(promptRedis), ready(patientRedis)]);
  } catch (cause) {
    promptRedis.disconnect();
    patientRedis.disconnect();
    throw new KeyholeError(
      'redis-unreachable',
      `Keyhole cannot use Redis (${messageOf(cause)}): check REDIS_URL (redis://:PASSWORD@HOST:6379) and that Redis runs.`,
      { cause },
    );
  }
  await warnOfForgetfulRedis(patientRedis, logger);
  const scheduler = openScheduler({ redis: promptRedis, prefix, logger });
  const requestsOn = (redis: Redis) =>
    openRequests({
      redis,
      prefix,
      now,
      keepMs,
      onChange: (request, event) => {
        logger.info(
          { requestId: request.id, event: event.type, state: request.state, outcome: request.outcome },
          'request changed',
        );
        return scheduler.add([...triggersFor(request, now()), homesTrigger(request)]);
      },
    });
  return {
    promptRedis,
    patientRedis,
    promptRequests: requestsOn(promptRedis),
    patientRequests: requestsOn(patientRedis),
    promptInquiries: openInquiries({ redis: promptRedis, prefix }),
    patientInquiries: openInquiries({ redis: patientRedis, prefix }),
    promptOutputs: openOutputs({ redis: promptRedis, prefix, keepMs }),
    patientOutputs: openOutputs({ redis: patientRedis, prefix, keepMs }),
    promptOnce: openOnce({ redis: promptRedis, prefix }),
    promptFreeze: openFreeze({ redis: promptRedis, prefix }),
    patientFreeze: openFreeze({ redis: patientRedis, prefix }),
    promptUserGroups: openUserGroups({ redis: promptRedis, prefix }),
    patientUserGroups: openUserGroups({ redis: patientRedis, prefix }),
    promptPodLists: openPodLists({ redis: promptRedis, prefix }),
    patientPodLists: openPodLists({ redis: patientRedis, prefix }),
    scheduler,
    close: async () => {
      await scheduler.close();
      // One that is closed already would keep the process for 2 s more.
      for (const redis of [promptRedis, patientRedis]) if (redis.status !== 'end') redis.disconnect();
    },
  };
}

/** A Redis that forgets would break promises: a started command would run again, or an open request be evicted. */
async function warnOfForgetfulRedis(redis: Redis, logger: Logger): Promise<void> {
  const info = await redis.info().catch(() => '');
  if (/^aof_enabled:0/m.test(info)) {
    logger.warn('Redis keeps no append-only file: a crash of Redis forgets requests. Set appendonly yes.');
  }
  if (/^maxmemory_policy:(?!noeviction)/m.test(info)) {
    logger.warn('Redis may evict keys when it is full: set maxmemory-policy noeviction.');
  }
}

function ready(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    let last = 'no answer';
    const remember = (error: Error) => {
      last = error.message;
    };
    const timer = setTimeout(() => reject(new Error(last)), CONNECT_TIMEOUT_MS);
    redis.on('error', remember);
    redis.once('ready', () => {
      clearTimeout(timer);
      redis.off('error', remember);
      resolve();
    });
  });
}
