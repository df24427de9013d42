import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import { messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';

/** Bolt's warnings and errors in our log. What it says below that holds whole payloads, so it is dropped. */
export function boltLogger(logger: Logger): BoltLogger {
  const child = logger.child({ from: 'bolt' });
  const text = (parts: unknown[]) => parts.map(messageOf).join(' ');
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => child.warn(text(parts)),
    error: (...parts) => child.error(text(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
