import { type ChainableCommander, Redis } from 'ioredis';
import { KeyholeError } from '../errors.ts';
import type { Logger } from '../logger.ts';

/**
 * How a connection behaves while Redis is away.
 * `prompt`: commands fail within about a second, for whatever a person waits for.
 * `patient`: commands wait until Redis is back, for BullMQ's workers and for a run whose end must be written down.
 */
export type Patience = 'prompt' | 'patient';

/** The longest that a prompt command takes to fail, in milliseconds: well inside Slack's three seconds. */
const PROMPT_TIMEOUT_MS = 1_000;
/** How long a connection may owe an answer before it is given up, in milliseconds; BullMQ's workers wait up to 10 s for a job. */
const PROMPT_SILENCE_MS = 3_000;
const PATIENT_SILENCE_MS = 30_000;
/** The longest pause between two attempts to reconnect, in milliseconds: an outage of minutes must not end in minutes. */
const LONGEST_PAUSE_MS = 1_000;

/** Opens a connection that reconnects for ever. An outage is logged once, and its end; the commands that fail meet it too. */
export function openRedis(url: string, patience: Patience, logger: Logger): Redis {
  const redis = new Redis(url, {
    lazyConnect: false,
    connectTimeout: 3_000,
    // A connection whose other side is gone without a word is given up, so that a new one can be made.
    keepAlive: 5_000,
    retryStrategy: (attempt) => Math.min(attempt * 100, LONGEST_PAUSE_MS),
    ...(patience === 'prompt'
      ? {
          enableOfflineQueue: false,
          maxRetriesPerRequest: 0,
          commandTimeout: PROMPT_TIMEOUT_MS,
          socketTimeout: PROMPT_SILENCE_MS,
        }
      : { maxRetriesPerRequest: null, socketTimeout: PATIENT_SILENCE_MS }),
  });
  // Until it was there once, whoever opens it tells what is wrong (runtime/store.ts).
  let away = true;
  let known = false;
  redis.on('error', (error) => {
    if (!away) logger.error({ err: error, patience }, 'Redis is away');
    away = true;
  });
  redis.on('ready', () => {
    if (away && known) logger.info({ patience }, 'Redis is back');
    away = false;
    known = true;
  });
  return redis;
}

/** What Redis answers. Whatever keeps it from answering is thrown as `redis-failed`. */
export async function answerOf<Value>(command: Promise<Value>): Promise<Value> {
  try {
    return await command;
  } catch (cause) {
    throw new KeyholeError('redis-failed', 'Redis did not answer.', { cause });
  }
}

/** Sends all of it to be done in one step, or none. Whatever keeps Redis from it is thrown as `redis-failed`. */
export async function allAtOnce(commands: ChainableCommander): Promise<void> {
  const answers = await answerOf(commands.exec());
  const failed = answers?.find(([error]) => error !== null)?.[0];
  if (answers === null || failed) {
    throw new KeyholeError('redis-failed', 'Redis did not do it.', { cause: failed });
  }
}

/** Whether an error only says that Redis is away, which the connections themselves log. */
export function isOutage(error: Error): boolean {
  if (!('code' in error)) return /^(Connection is closed|Socket timeout)/.test(error.message);
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'].includes(
    String(error.code),
  );
}
