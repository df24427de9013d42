import { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';

/**
 * How a connection behaves while Redis is away.
 * `prompt`: commands fail within about a second, for whatever a person waits for.
 * `patient`: commands wait until Redis is back, for BullMQ's workers and for a run whose end must be written down.
 */
export type Patience = 'prompt' | 'patient';

/** The longest that a prompt command takes to fail, in milliseconds: well inside Slack's three seconds. */
const PROMPT_TIMEOUT_MS = 1_000;
/** The longest pause between two attempts to reconnect, in milliseconds: an outage of minutes must not end in minutes. */
const LONGEST_PAUSE_MS = 1_000;

/** Opens a connection that reconnects for ever; errors are logged and met by the commands that fail. */
export function openRedis(url: string, patience: Patience, logger: Logger): Redis {
  const redis = new Redis(url, {
    lazyConnect: false,
    connectTimeout: 3_000,
    retryStrategy: (attempt) => Math.min(attempt * 100, LONGEST_PAUSE_MS),
    ...(patience === 'prompt'
      ? { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: PROMPT_TIMEOUT_MS }
      : { maxRetriesPerRequest: null }),
  });
  redis.on('error', (error) => logger.warn({ err: error }, 'redis connection'));
  return redis;
}
